package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// A state machine as created.
record StateMachine(String name, String definition, JsonNode asl, String roleArn, Instant created) {

    String arn() {
        return Arns.stateMachine(name);
    }

    /// Whether a state of it is written in JSONata.
    boolean isQuery(JsonNode state) {
        String ofMachine = asl.path("QueryLanguage").asText("JSONPath");
        return state.path("QueryLanguage").asText(ofMachine).equals("JSONata");
    }

    JsonNode state(String state) {
        return asl.path("States").path(state);
    }
}
