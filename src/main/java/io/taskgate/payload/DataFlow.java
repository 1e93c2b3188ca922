package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;

/// A compiled shape, in one of the query languages.
sealed interface DataFlow permits PathFlow, QueryFlow {

    JsonNode apply(JsonNode payload, JsonNode context);
}
