package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The request and response of an HTTP Task, as TestState shows them at the level TRACE. The secrets of a
/// connection are not among the parameters of the state.
final class HttpInspection {

    private HttpInspection() {}

    static void request(ObjectNode shown, JsonNode parameters) {
        shown.put("protocol", "https")
                .put("method", parameters.path("Method").asText())
                .put("url", parameters.path("ApiEndpoint").asText());
        text(shown, "headers", parameters.path("Headers"));
        text(shown, "body", parameters.path("RequestBody"));
    }

    static void response(ObjectNode shown, JsonNode result) {
        shown.put("protocol", "https")
                .put("statusCode", result.path("StatusCode").asText())
                .put("statusMessage", result.path("StatusText").asText());
        text(shown, "headers", result.path("Headers"));
        text(shown, "body", result.path("ResponseBody"));
    }

    private static void text(ObjectNode shown, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            shown.put(name, value.isTextual() ? value.asText() : value.toString());
        }
    }
}
