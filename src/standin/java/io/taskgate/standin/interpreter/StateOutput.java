package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/// The output of a state.
///
/// @param next      empty when its flow succeeds here
/// @param variables as the states after it see them
public record StateOutput(JsonNode output, Optional<String> next, Map<String, JsonNode> variables) {}
