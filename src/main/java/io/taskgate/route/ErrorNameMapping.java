package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a service's failures are called, as a state's Catch and Retry name them: by a code in the body first,
/// then by the status.
///
/// @param code     where in a failure's body its code stands; null where only the status counts
/// @param byCode   names by code; empty takes the code itself, after the service's name: `Orders.OUT_OF_STOCK`
/// @param byStatus names by `409`, `4xx` or `5xx`; the exact one goes first
public record ErrorNameMapping(
        String service, @Nullable AslPath code, Map<String, String> byCode, Map<String, String> byStatus) {

    /// A failure that no name is configured for.
    public static final String FAILED = "Taskgate.ServiceFailed";

    /// What a code may consist of to become a part of a name: it is the service's to choose.
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private static final JsonNode NO_CONTEXT = JsonNodeFactory.instance.objectNode();

    public ErrorNameMapping {
        byCode = Map.copyOf(byCode);
        byStatus = Map.copyOf(byStatus);
    }

    /// @param body the failure's body; empty where it is no JSON
    public String name(int status, Optional<JsonNode> body) {
        return body.flatMap(this::byBody)
                .or(() -> Optional.ofNullable(byStatus.get(String.valueOf(status))))
                .or(() -> Optional.ofNullable(byStatus.get(status / 100 + "xx")))
                .orElse(FAILED);
    }

    private Optional<String> byBody(JsonNode body) {
        if (code == null) {
            return Optional.empty();
        }
        Optional<String> found = text(code, body);
        return byCode.isEmpty()
                ? found.filter(WORD.asMatchPredicate()).map(word -> capital(service) + "." + word)
                : found.map(byCode::get);
    }

    private static Optional<String> text(AslPath path, JsonNode body) {
        try {
            JsonNode value = path.read(new EvaluationScope(body, NO_CONTEXT, Map.of()));
            return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
        } catch (EvaluationException _) {
            return Optional.empty();
        }
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
