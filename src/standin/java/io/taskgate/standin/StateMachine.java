package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// A state machine as created.
record StateMachine(String name, String definition, JsonNode asl, String roleArn, Instant created) {

    String arn() {
        return Arns.stateMachine(name);
    }

    JsonNode state(String state) {
        return asl.path("States").path(state);
    }
}
