package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.fault.AwsError;
import java.io.IOException;
import software.amazon.event.ruler.Machine;

/// The event pattern of a rule, matched by the event-ruler library of AWS.
///
/// @param text as received
record EventPattern(String text, Machine machine) {

    private static final int CHARACTERS = 4_096;

    /// @throws AwsError InvalidEventPatternException, with event-ruler's reason
    static EventPattern of(String text) {
        if (text.length() > CHARACTERS) {
            throw invalid("it is longer than " + CHARACTERS + " characters");
        }
        Machine machine = Machine.builder().build();
        try {
            machine.addRule("rule", text);
        } catch (IOException wrong) {
            throw invalid(String.valueOf(wrong.getMessage()));
        }
        return new EventPattern(text, machine);
    }

    private static AwsError invalid(String reason) {
        return new AwsError("InvalidEventPatternException", "Event pattern is not valid. Reason: " + reason);
    }

    boolean matches(JsonNode event) {
        return !machine.rulesForJSONEvent(event).isEmpty();
    }
}
