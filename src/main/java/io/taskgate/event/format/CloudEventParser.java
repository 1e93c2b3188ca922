package io.taskgate.event.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// CloudEvents 1.0 as events of EventBridge: `type` is the detail-type, `data` the detail, and every other
/// attribute stands beside them under its own name, so that patterns and paths can ask for it. Source:
/// CloudEvents specification, JSON format and HTTP binding, 1.0.2.
final class CloudEventParser {

    private static final String VERSION = "1.0";
    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final String DATA = "data";
    private static final String BASE64 = "data_base64";
    private static final String HEADER = "ce-";
    private static final Pattern ESCAPED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    private CloudEventParser() {}

    /// One in the JSON format.
    static InboundEvent structured(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidEventException("body", "is no CloudEvent: it must be a JSON object");
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        json.properties().forEach(attribute -> event.set(attribute.getKey(), attribute.getValue()));
        JsonNode data = event.has(BASE64) ? decoded(event) : event.path(DATA);
        return envelope(event, data, Json.bytes(json).length);
    }

    private static JsonNode decoded(ObjectNode event) {
        try {
            return Json.parse(Base64.getDecoder().decode(event.path(BASE64).asText()));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidEventException(BASE64, "is no JSON in base64: send the event's data as JSON");
        }
    }

    /// A body with the attributes in its headers.
    ///
    /// @param headers by their names in lower case
    static InboundEvent binary(Map<String, String> headers, byte[] body) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        headers.forEach((name, value) -> {
            if (name.startsWith(HEADER)) {
                event.put(name.substring(HEADER.length()), unescaped(value));
            }
        });
        try {
            return envelope(event, Json.parse(body), body.length);
        } catch (IOException e) {
            throw new InvalidEventException("body", "can't be read: " + e.getMessage());
        }
    }

    static boolean isBinary(Map<String, String> headers) {
        return headers.containsKey(HEADER + "specversion");
    }

    /// The headers that matter, of all of a request's.
    static Map<String, String> headers(Map<String, List<String>> all) {
        Map<String, String> headers = new TreeMap<>();
        all.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return headers;
    }

    private static InboundEvent envelope(ObjectNode event, JsonNode data, int bytes) {
        if (!event.path("specversion").asText().equals(VERSION)) {
            throw new InvalidEventException("specversion", "must be \"1.0\": taskgate takes CloudEvents 1.0");
        }
        for (String name : REQUIRED) {
            JsonNode value = event.path(name);
            if (!value.isTextual() || value.textValue().isEmpty()) {
                throw new InvalidEventException(name, "is missing: a CloudEvent has one, and it is a text");
            }
        }
        if (!data.isObject()) {
            throw new InvalidEventException(DATA, "must be a JSON object: it becomes the event's detail");
        }
        event.remove(List.of(DATA, BASE64));
        event.set("detail-type", event.path("type"));
        event.set("detail", data);
        return InboundEvent.of(event, bytes);
    }

    /// The HTTP binding escapes what a header can't hold as `%` and two hex digits, in UTF-8; a plus sign is
    /// none.
    private static String unescaped(String value) {
        return ESCAPED.matcher(value)
                .replaceAll(run -> Matcher.quoteReplacement(
                        new String(HexFormat.of().parseHex(run.group().replace("%", "")), StandardCharsets.UTF_8)));
    }
}
