package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.shape.ValueExpression;
import org.jspecify.annotations.Nullable;

/// Which events of others answer a route, and how they are read. Paths start from the whole event, as
/// EventBridge brings it: `$.detail.orderId`.
///
/// @param pattern an EventBridge pattern, as JSON; null where a webhook's signature says enough
/// @param key     the correlation key
public record EventCorrelation(@Nullable String pattern, ValueExpression key, OutcomeMapping reading) {

    /// @throws EvaluationException when there is none
    public String keyIn(JsonNode event) {
        JsonNode found = key.in(event);
        return found.isValueNode() && !found.isNull() ? found.asText() : "";
    }
}
