package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// A state machine as created or updated. Immutable.
///
/// @param express whether its executions are Express executions, which are short and have no callbacks
public record StateMachine(
        String name,
        String definition,
        JsonNode asl,
        String roleArn,
        Instant created,
        boolean express,
        MachineSettings settings,
        MachineOrigin origin) {

    /// Creates a state machine with default settings.
    public StateMachine(
            String name, String definition, JsonNode asl, String roleArn, Instant created, boolean express) {
        this(name, definition, asl, roleArn, created, express, MachineSettings.DEFAULT, MachineOrigin.INITIAL);
    }

    /// Returns the state machine of a Distributed Map within this one.
    public StateMachine child(String label, JsonNode processor, Instant at) {
        ObjectNode definition = processor.deepCopy();
        definition.put("QueryLanguage", language());
        boolean ofExpress =
                processor.path("ProcessorConfig").path("ExecutionType").asText().equals("EXPRESS");
        return new StateMachine(
                name + "/" + label, definition.toString(), definition, roleArn, at, ofExpress, settings, origin);
    }

    StateMachine in(MachineOrigin other) {
        return new StateMachine(name, definition, asl, roleArn, created, express, settings, other);
    }

    public String arn() {
        return Arns.stateMachine(name);
    }

    public String type() {
        return express ? "EXPRESS" : "STANDARD";
    }

    /// Returns whether a state of this state machine uses JSONata.
    public boolean isQuery(JsonNode state) {
        return state.path("QueryLanguage").asText(language()).equals("JSONata");
    }

    private String language() {
        return asl.path("QueryLanguage").asText("JSONPath");
    }
}
