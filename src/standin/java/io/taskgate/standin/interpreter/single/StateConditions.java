package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// The conditions of TestState: what happened before or within the state.
///
/// @param retries the attempts that the retrier of the failure has had
/// @param failedIterations of a Map
/// @param items what the ItemReader of a Map reads
public record StateConditions(int retries, int failedIterations, Optional<JsonNode> items) {}
