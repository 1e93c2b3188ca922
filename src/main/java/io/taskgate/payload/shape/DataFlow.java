package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;

/// A compiled shape, in one of the query languages.
sealed interface DataFlow permits JsonPathDataFlow, JsonataDataFlow {

    JsonNode apply(JsonNode payload, JsonNode context);
}
