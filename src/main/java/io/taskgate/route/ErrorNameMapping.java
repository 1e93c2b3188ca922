package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Maps the failures of a service to error names for Catch and Retry: first by a code in the body, then by
/// the status.
///
/// @param code     the path of the code in the body of a failure; null if only the status counts
/// @param byCode   names by code; empty uses the code itself after the service name: `Orders.OUT_OF_STOCK`
/// @param byStatus names by `409`, `4xx` or `5xx`; the exact status has priority
public record ErrorNameMapping(
        String service, @Nullable AslPath code, Map<String, String> byCode, Map<String, String> byStatus) {

    /// The error name of a failure without a configured name.
    public static final String FAILED = "Taskgate.ServiceFailed";

    /// The codes that can become part of an error name, because the service chooses them.
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    public ErrorNameMapping {
        byCode = Map.copyOf(byCode);
        byStatus = Map.copyOf(byStatus);
    }

    /// @param body the body of the failure; empty if it is not JSON
    public String errorName(int status, Optional<JsonNode> body) {
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
                ? found.filter(WORD.asMatchPredicate()).map(word -> capitalize(service) + "." + word)
                : found.map(byCode::get);
    }

    private static Optional<String> text(AslPath path, JsonNode body) {
        try {
            JsonNode value = path.read(new EvaluationScope(body, EvaluationScope.NO_CONTEXT, Map.of()));
            return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
        } catch (EvaluationException _) {
            return Optional.empty();
        }
    }

    private static String capitalize(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
