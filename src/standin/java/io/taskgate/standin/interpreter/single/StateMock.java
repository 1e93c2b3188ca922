package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.interpreter.StateFailure;

/// What TestState takes for the result of a Task, Map or Parallel.
public sealed interface StateMock {

    record Returns(JsonNode result) implements StateMock {}

    record Fails(StateFailure failure) implements StateMock {}
}
