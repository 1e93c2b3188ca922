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

/// Converts CloudEvents 1.0 to the EventBridge format: `type` becomes the detail-type, `data` the detail, and
/// every other attribute a top-level field with its name, so that patterns and paths can use it. Source:
/// CloudEvents specification, JSON format and HTTP binding, 1.0.2.
final class CloudEventParser {

    private static final String VERSION = "1.0";
    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final String DATA = "data";
    private static final String BASE64 = "data_base64";
    private static final String HEADER = "ce-";
    private static final Pattern ESCAPED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    private CloudEventParser() {}

    /// Parses an event in the JSON format.
    static InboundEvent structured(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidEventException("body", "A CloudEvent must be a JSON object.");
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
            throw new InvalidEventException(BASE64, "Not JSON in base64. Send the data as JSON.");
        }
    }

    /// Parses an event whose attributes are in the headers.
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
            throw new InvalidEventException("body", "Not valid JSON: " + e.getMessage() + ".");
        }
    }

    static boolean isBinary(Map<String, String> headers) {
        return headers.containsKey(HEADER + "specversion");
    }

    /// Returns the headers that belong to the event.
    static Map<String, String> headers(Map<String, List<String>> all) {
        Map<String, String> headers = new TreeMap<>();
        all.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return headers;
    }

    private static InboundEvent envelope(ObjectNode event, JsonNode data, int bytes) {
        if (!event.path("specversion").asText().equals(VERSION)) {
            throw new InvalidEventException("specversion", "Must be \"1.0\". Only CloudEvents 1.0 is supported.");
        }
        for (String name : REQUIRED) {
            JsonNode value = event.path(name);
            if (!value.isTextual() || value.textValue().isEmpty()) {
                throw new InvalidEventException(name, "Required. A CloudEvent has this attribute, as a string.");
            }
        }
        if (!data.isObject()) {
            throw new InvalidEventException(DATA, "Must be a JSON object, because it becomes the detail of the event.");
        }
        event.remove(List.of(DATA, BASE64));
        event.set("detail-type", event.path("type"));
        event.set("detail", data);
        return InboundEvent.of(event, bytes);
    }

    /// The HTTP binding percent-encodes characters that a header can't hold, in UTF-8; a plus sign is
    /// literal.
    private static String unescaped(String value) {
        return ESCAPED.matcher(value)
                .replaceAll(run -> Matcher.quoteReplacement(
                        new String(HexFormat.of().parseHex(run.group().replace("%", "")), StandardCharsets.UTF_8)));
    }
}
