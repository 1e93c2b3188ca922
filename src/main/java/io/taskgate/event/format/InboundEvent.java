package io.taskgate.event.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.PartialTreeParser;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An inbound event in the EventBridge format.
///
/// @param id     the ID of the sender; empty for none
/// @param source empty for none
/// @param event  the whole event; in events of taskgate, payloads stay text ([PartialTreeParser])
/// @param bytes  the size of its JSON
public record InboundEvent(String id, String source, String detailType, JsonNode event, int bytes) {

    static final Set<String> OWN =
            Set.of("Callback Succeeded", "Callback Failed", "Callback Heartbeat", "Callback Requested");

    private static final String STATES = "aws.states";
    private static final String STATUS_CHANGE = "Step Functions Execution Status Change";
    private static final List<String> DETAIL = List.of("detail");

    /// The fields that stay text because they can be large.
    private static final Set<String> PAYLOADS = Set.of("input", "result");

    private static final int MAX_SHOWN = 256;

    /// @throws InvalidEventException if the JSON is not an EventBridge event
    public static InboundEvent read(byte[] utf8) {
        try {
            JsonNode event = PartialTreeParser.parse(utf8, DETAIL, PAYLOADS);
            // External events are parsed completely.
            return OWN.contains(event.path("detail-type").asText())
                    ? of(event, utf8.length)
                    : of(Json.parseBounded(utf8), utf8.length);
        } catch (IOException e) {
            throw new InvalidEventException("body", "Not valid JSON: " + e.getMessage() + ".");
        }
    }

    public static InboundEvent of(JsonNode event, int bytes) {
        if (!event.path("detail").isObject()) {
            throw new InvalidEventException("detail", "Must be an object, as in EventBridge events.");
        }
        JsonNode type = event.path("detail-type");
        if (!type.isTextual() || type.textValue().isEmpty()) {
            throw new InvalidEventException("detail-type", "Must be a string, as in EventBridge events.");
        }
        return new InboundEvent(
                event.path("id").asText(), event.path("source").asText(), type.textValue(), event, bytes);
    }

    /// Returns whether the event type is defined by taskgate.
    public boolean isOwn() {
        return OWN.contains(detailType);
    }

    /// Returns whether the event is a status change of an execution.
    public boolean isStatusChange() {
        return source.equals(STATES) && detailType.equals(STATUS_CHANGE);
    }

    /// Returns the AWS account of the publisher according to EventBridge; empty for none.
    public String account() {
        return event.path("account").asText();
    }

    /// Identifies the event among those of its sender: a queue can deliver it twice.
    ///
    /// @return null if it has no ID
    public @Nullable AnswerDelivery delivery(EventPrincipal sender) {
        return AnswerDelivery.numbered(sender.principal() + "\n" + source, id);
    }

    public JsonNode detail() {
        return event.path("detail");
    }

    /// @return the string value of a field; null if it is missing or not a string
    public static @Nullable String text(JsonNode detail, String name) {
        JsonNode value = detail.get(name);
        return value == null || !value.isTextual() ? null : value.textValue();
    }

    /// Returns the event with its missing fields.
    static ObjectNode named(ObjectNode event, String id, String source, String detailType) {
        return event.put("id", id).put("source", source).put("detail-type", detailType);
    }

    public static String brief(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text;
    }

    /// Omits the content, which can be confidential.
    @Override
    public String toString() {
        return "InboundEvent[" + brief(detailType) + ", " + bytes + " B]";
    }
}
