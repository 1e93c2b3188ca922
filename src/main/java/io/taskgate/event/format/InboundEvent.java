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

/// An event as EventBridge brings it, whatever it was when it came.
///
/// @param id     as its sender numbers it; empty where it has none
/// @param source empty where it has none
/// @param event  the whole of it; of taskgate's own events what may be large is text ([PartialTreeParser])
/// @param bytes  of its JSON as it came
public record InboundEvent(String id, String source, String detailType, JsonNode event, int bytes) {

    static final Set<String> OWN =
            Set.of("Callback Succeeded", "Callback Failed", "Callback Heartbeat", "Callback Requested");

    private static final String STATES = "aws.states";
    private static final String STATUS_CHANGE = "Step Functions Execution Status Change";
    private static final List<String> DETAIL = List.of("detail");

    /// What may be large stays text.
    private static final Set<String> PAYLOADS = Set.of("input", "result");

    private static final int MOST_SHOWN = 256;

    /// @throws InvalidEventException when this is no event of EventBridge
    public static InboundEvent read(byte[] utf8) {
        try {
            JsonNode event = PartialTreeParser.parse(utf8, DETAIL, PAYLOADS);
            // Others' events are looked into as a whole.
            return OWN.contains(event.path("detail-type").asText())
                    ? of(event, utf8.length)
                    : of(Json.parseBounded(utf8), utf8.length);
        } catch (IOException e) {
            throw new InvalidEventException("body", "is no EventBridge event: " + e.getMessage());
        }
    }

    public static InboundEvent of(JsonNode event, int bytes) {
        if (!event.path("detail").isObject()) {
            throw new InvalidEventException("detail", "is no object: an event of EventBridge has one");
        }
        JsonNode type = event.path("detail-type");
        if (!type.isTextual() || type.textValue().isEmpty()) {
            throw new InvalidEventException("detail-type", "is no text: an event of EventBridge has one");
        }
        return new InboundEvent(
                event.path("id").asText(), event.path("source").asText(), type.textValue(), event, bytes);
    }

    /// Whether it is in taskgate's own words.
    public boolean isOwn() {
        return OWN.contains(detailType);
    }

    /// Whether Step Functions tells of an execution.
    public boolean isStatusChange() {
        return source.equals(STATES) && detailType.equals(STATUS_CHANGE);
    }

    /// The AWS account that published it, as EventBridge says; empty where it has none.
    public String account() {
        return event.path("account").asText();
    }

    /// What tells this event from its sender's others: a queue may bring it twice.
    ///
    /// @return null where it has no id
    public @Nullable AnswerDelivery delivery(EventPrincipal sender) {
        return AnswerDelivery.numbered(sender.principal() + "\n" + source, id);
    }

    public JsonNode detail() {
        return event.path("detail");
    }

    /// @return a field's text; null where it has none, or is something else
    public static @Nullable String text(JsonNode detail, String name) {
        JsonNode value = detail.get(name);
        return value == null || !value.isTextual() ? null : value.textValue();
    }

    /// The same with what it lacks.
    static ObjectNode named(ObjectNode event, String id, String source, String detailType) {
        return event.put("id", id).put("source", source).put("detail-type", detailType);
    }

    public static String brief(String text) {
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) : text;
    }

    /// Without the content: it may be anybody's secret.
    @Override
    public String toString() {
        return "InboundEvent[" + brief(detailType) + ", " + bytes + " B]";
    }
}
