package io.taskgate.event.format;

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

/// Parses posted events: the EventBridge format (an API destination), CloudEvents in each of their three
/// modes, and webhooks of providers.
public final class PostedEventParser {

    /// The maximum size of a batch.
    public static final int MAX_EVENTS = 100;

    private static final String WEBHOOK = "webhook";

    private PostedEventParser() {}

    /// The parsed events: one event, or a batch.
    public record Posted(List<InboundEvent> events, boolean batch) {}

    /// @param mediaType without parameters, in lower case
    /// @param headers   all headers of the request, by name
    /// @throws InvalidEventException if the body is not an event
    public static Posted read(String mediaType, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> named = CloudEventParser.headers(headers);
        return switch (mediaType) {
            case "application/cloudevents-batch+json" -> batch(json(body));
            case "application/cloudevents+json" -> one(CloudEventParser.structured(json(body)));
            default -> one(CloudEventParser.isBinary(named) ? CloudEventParser.binary(named, body) : plain(body));
        };
    }

    /// API destinations can't choose their content type, so that a CloudEvent can arrive as plain JSON.
    private static InboundEvent plain(byte[] body) {
        JsonNode json = json(body);
        return json.has("specversion") ? CloudEventParser.structured(json) : InboundEvent.read(body);
    }

    private static Posted one(InboundEvent event) {
        return new Posted(List.of(event), false);
    }

    private static Posted batch(JsonNode json) {
        if (!json.isArray() || json.size() > MAX_EVENTS) {
            throw new InvalidEventException("body", "Must be an array of at most " + MAX_EVENTS + " CloudEvents.");
        }
        List<InboundEvent> events = new ArrayList<>();
        for (JsonNode event : json) {
            try {
                events.add(CloudEventParser.structured(event));
            } catch (InvalidEventException e) {
                // Parsed completely before any event is handled, so that a batch is not half handled.
                throw new InvalidEventException("[" + events.size() + "]." + e.field(), e.problem());
            }
        }
        return new Posted(events, true);
    }

    /// Parses a webhook call: the body becomes the detail, its `type` the detail-type. The event contains
    /// only what the signature covers: the headers of GitHub name its stray events only.
    ///
    /// @throws InvalidEventException if the body is not a JSON object
    public static InboundEvent webhook(Route route, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> named = CloudEventParser.headers(headers);
        JsonNode detail = json(body);
        Webhook.Scheme scheme = Objects.requireNonNull(route.ways().webhook()).scheme();
        String type = detail.path("type").asText();
        String id = scheme == Webhook.Scheme.STANDARD
                ? named.getOrDefault("webhook-id", "")
                : detail.path("id").asText();
        ObjectNode event =
                InboundEvent.named(JsonNodeFactory.instance.objectNode(), id, WEBHOOK, type.isEmpty() ? WEBHOOK : type);
        event.set("detail", detail);
        InboundEvent envelope = InboundEvent.of(event, body.length);
        return scheme == Webhook.Scheme.GITHUB
                ? new InboundEvent(
                        named.getOrDefault("x-github-delivery", id),
                        WEBHOOK,
                        named.getOrDefault("x-github-event", WEBHOOK),
                        event,
                        body.length)
                : envelope;
    }

    /// Identifies a delivery by data that its signature covers: a retry of a delivery has the same identity.
    public static AnswerDelivery delivery(Route route, Map<String, List<String>> headers, byte[] body) {
        String id = Objects.requireNonNull(route.ways().webhook()).scheme() == Webhook.Scheme.STANDARD
                ? CloudEventParser.headers(headers).getOrDefault("webhook-id", "")
                : "";
        return AnswerDelivery.of(id, body);
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new InvalidEventException("body", "Not valid JSON: " + e.getMessage() + ".");
        }
    }
}
