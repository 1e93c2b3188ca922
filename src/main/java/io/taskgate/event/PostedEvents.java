package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.Json;
import io.taskgate.route.Route;
import io.taskgate.route.Webhook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Events as they are posted: EventBridge's own (an API destination), CloudEvents in each of their three modes, and
/// providers' webhooks.
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

    /// A provider's call: the body is the detail, its kind of event the detail-type.
    ///
    /// @throws WrongEventException when the body is no JSON object
    public static Envelope webhook(Route route, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> named = CloudEvents.headers(headers);
        JsonNode detail = json(body);
        boolean github = Objects.requireNonNull(route.ways().webhook()).scheme() == Webhook.Scheme.GITHUB;
        String type = github
                ? named.getOrDefault("x-github-event", "")
                : detail.path("type").asText();
        String id = named.getOrDefault(
                github ? "x-github-delivery" : "webhook-id", detail.path("id").asText());
        ObjectNode event =
                Envelope.named(JsonNodeFactory.instance.objectNode(), id, WEBHOOK, type.isEmpty() ? WEBHOOK : type);
        event.set("detail", detail);
        return Envelope.of(event, body.length);
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new WrongEventException("body", "can't be read: " + e.getMessage());
        }
    }
}
