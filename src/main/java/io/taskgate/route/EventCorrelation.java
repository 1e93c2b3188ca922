package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.shape.ValueExpression;
import org.jspecify.annotations.Nullable;

/// Selects the external events that answer a route, and maps them. Paths start at the whole event in
/// EventBridge format: `$.detail.orderId`.
///
/// @param pattern an EventBridge pattern as JSON; null if the signature of a webhook is sufficient
/// @param key     the correlation key
public record EventCorrelation(@Nullable String pattern, ValueExpression key, OutcomeMapping mapping) {

    /// @throws EvaluationException if the event has no correlation key
    public String correlationKey(JsonNode event) {
        JsonNode found = key.evaluate(event);
        return found.isValueNode() && !found.isNull() ? found.asText() : "";
    }
}
