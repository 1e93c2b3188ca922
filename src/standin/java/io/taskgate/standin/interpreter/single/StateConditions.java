package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// The conditions of TestState: the events before or within the state.
///
/// @param retries the number of attempts of the failure's retrier so far
/// @param failedIterations the number of failed iterations of a Map
/// @param items the items of a Map's ItemReader
public record StateConditions(int retries, int failedIterations, Optional<JsonNode> items) {}
