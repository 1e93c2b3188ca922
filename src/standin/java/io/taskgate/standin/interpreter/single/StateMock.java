package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.interpreter.StateFailure;

/// The mocked result of a Task, Map or Parallel in TestState.
public sealed interface StateMock {

    record Returns(JsonNode result) implements StateMock {}

    record Fails(StateFailure failure) implements StateMock {}
}
