package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.Connections.Destination;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/// A call to an API destination: the parameters of the target, overridden by those of the connection.
public record DestinationRequest(String method, URI uri, Map<String, String> headers, String body) {

    /// @throws DeliveryFailure INVALID_PARAMETER if the parameters do not form a URL
    static DestinationRequest of(Destination destination, JsonNode target, JsonNode event, String body)
            throws DeliveryFailure {
        JsonNode given = target.path("HttpParameters");
        JsonNode ofConnection = destination.connection().parameters().path("InvocationHttpParameters");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json; charset=utf-8");
        headers.put("User-Agent", "Amazon/EventBridge/ApiDestinations");
        Map<String, String> query = new LinkedHashMap<>();
        given.path("HeaderParameters")
                .properties()
                .forEach(header -> headers.put(header.getKey(), value(header.getValue(), event)));
        given.path("QueryStringParameters")
                .properties()
                .forEach(parameter -> query.put(parameter.getKey(), value(parameter.getValue(), event)));
        pairs(ofConnection.path("HeaderParameters"), headers);
        pairs(ofConnection.path("QueryStringParameters"), query);
        String path = destination.endpoint();
        for (JsonNode segment : given.path("PathParameterValues")) {
            path = path.replaceFirst("\\*", encoded(value(segment, event)).replace("$", "\\$"));
        }
        try {
            return new DestinationRequest(
                    destination.method(),
                    URI.create(withQuery(path, query)),
                    headers,
                    merged(body, ofConnection.path("BodyParameters")));
        } catch (IllegalArgumentException wrong) {
            throw DeliveryFailure.lasting("INVALID_PARAMETER", "no address: " + path);
        }
    }

    DestinationRequest with(Map<String, String> proof) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(proof);
        return new DestinationRequest(method, uri, all, body);
    }

    /// The parameters of a connection, as Key and Value.
    public static void pairs(JsonNode list, Map<String, String> into) {
        list.forEach(
                pair -> into.put(pair.path("Key").asText(), pair.path("Value").asText()));
    }

    /// A value that begins with `$.` is a path into the event.
    private static String value(JsonNode value, JsonNode event) {
        String text = value.asText();
        return text.startsWith("$.")
                ? TargetInput.look(text, event).map(JsonNode::asText).orElse("")
                : text;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String withQuery(String address, Map<String, String> query) {
        StringJoiner joined = new StringJoiner("&", address.contains("?") ? "&" : "?", "").setEmptyValue("");
        query.forEach((name, value) -> joined.add(encoded(name) + "=" + encoded(value)));
        return address + joined;
    }

    /// Merges body parameters into a body that is an object; other bodies stay unchanged.
    private static String merged(String body, JsonNode parameters) {
        if (parameters.isEmpty() || !(StatesJson.parse(body).orElse(null) instanceof ObjectNode object)) {
            return body;
        }
        Map<String, String> more = new LinkedHashMap<>();
        pairs(parameters, more);
        more.forEach(object::put);
        return object.toString();
    }
}
