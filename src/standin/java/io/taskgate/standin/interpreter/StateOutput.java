package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/// The output of a state.
///
/// @param next the next state; empty if the flow succeeds here
/// @param variables the variables for the following states
public record StateOutput(JsonNode output, Optional<String> next, Map<String, JsonNode> variables) {}
