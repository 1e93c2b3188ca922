package io.taskgate.standin.stepfunctions;

import java.util.Optional;

/// Where the definition of a state machine comes from: its revision, and the version and the alias by which an
/// execution was started.
///
/// @param revision the revision; empty until the first update, as in AWS
public record MachineOrigin(Optional<String> revision, Optional<String> version, Optional<String> alias) {

    /// Returns the origin of a new state machine.
    public static final MachineOrigin INITIAL = new MachineOrigin(Optional.empty(), Optional.empty(), Optional.empty());

    /// The name of the revision before the first update in PublishStateMachineVersion.
    static final String INITIAL_REVISION = "INITIAL";

    MachineOrigin revised(String id) {
        return new MachineOrigin(Optional.of(id), Optional.empty(), Optional.empty());
    }

    MachineOrigin versioned(String arn) {
        return new MachineOrigin(revision, Optional.of(arn), Optional.empty());
    }

    MachineOrigin aliased(String arn) {
        return new MachineOrigin(revision, version, Optional.of(arn));
    }

    String revisionId() {
        return revision.orElse(INITIAL_REVISION);
    }
}
