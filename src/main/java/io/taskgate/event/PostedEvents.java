package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Route;
import io.taskgate.route.Webhook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Events as they are posted: EventBridge's own (an API destination), CloudEvents in each of their three modes,
/// and providers' webhooks.
public final class PostedEvents {

    /// The most in one batch.
    public static final int MOST = 100;

    private static final String WEBHOOK = "webhook";

    private PostedEvents() {}

    /// What came: one event, or a batch.
    public record Posted(List<Envelope> events, boolean batch) {}

    /// @param mediaType without parameters, in lower case
    /// @param headers   all of the request's, by name
    /// @throws WrongEventException when it is none of these
    public static Posted read(String mediaType, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> named = CloudEvents.headers(headers);
        return switch (mediaType) {
            case "application/cloudevents-batch+json" -> batch(json(body));
            case "application/cloudevents+json" -> one(CloudEvents.structured(json(body)));
            default -> one(CloudEvents.isBinary(named) ? CloudEvents.binary(named, body) : plain(body));
        };
    }

    /// API destinations can't choose their content type, so a CloudEvent may come as plain JSON.
    private static Envelope plain(byte[] body) {
        JsonNode json = json(body);
        return json.has("specversion") ? CloudEvents.structured(json) : Envelope.read(body);
    }

    private static Posted one(Envelope event) {
        return new Posted(List.of(event), false);
    }

    private static Posted batch(JsonNode json) {
        if (!json.isArray() || json.size() > MOST) {
            throw new WrongEventException("body", "must be an array of at most " + MOST + " CloudEvents");
        }
        List<Envelope> events = new ArrayList<>();
        for (JsonNode event : json) {
            try {
                events.add(CloudEvents.structured(event));
            } catch (WrongEventException e) {
                // Before any of them is taken: a batch that is half understood would be half done.
                throw new WrongEventException("[" + events.size() + "]." + e.field(), e.problem());
            }
        }
        return new Posted(events, true);
    }

    /// A provider's call: the body is the detail, its `type` the detail-type. What the provider's signature
    /// does not cover is not in the event: GitHub's headers name its stray events only.
    ///
    /// @throws WrongEventException when the body is no JSON object
    public static Envelope webhook(Route route, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> named = CloudEvents.headers(headers);
        JsonNode detail = json(body);
        Webhook.Scheme scheme = Objects.requireNonNull(route.ways().webhook()).scheme();
        String type = detail.path("type").asText();
        String id = scheme == Webhook.Scheme.STANDARD
                ? named.getOrDefault("webhook-id", "")
                : detail.path("id").asText();
        ObjectNode event =
                Envelope.named(JsonNodeFactory.instance.objectNode(), id, WEBHOOK, type.isEmpty() ? WEBHOOK : type);
        event.set("detail", detail);
        Envelope envelope = Envelope.of(event, body.length);
        return scheme == Webhook.Scheme.GITHUB
                ? new Envelope(
                        named.getOrDefault("x-github-delivery", id),
                        WEBHOOK,
                        named.getOrDefault("x-github-event", WEBHOOK),
                        event,
                        body.length)
                : envelope;
    }

    /// Tells a provider's delivery from its others, by what its signature covers: a second try of the same
    /// delivery is
    /// the same.
    public static AnswerDelivery delivery(Route route, Map<String, List<String>> headers, byte[] body) {
        String id = Objects.requireNonNull(route.ways().webhook()).scheme() == Webhook.Scheme.STANDARD
                ? CloudEvents.headers(headers).getOrDefault("webhook-id", "")
                : "";
        return AnswerDelivery.of(id, body);
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new WrongEventException("body", "can't be read: " + e.getMessage());
        }
    }
}
