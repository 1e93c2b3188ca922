package io.taskgate.standin.stepfunctions;

import java.time.Instant;
import java.util.Optional;

/// A published version: an immutable snapshot of a state machine.
///
/// @param machine the state machine with the version in its origin
public record PublishedVersion(int number, StateMachine machine, Optional<String> description, Instant created) {

    public String arn() {
        return machine.arn() + ":" + number;
    }
}
