package io.taskgate.standin.stepfunctions;

import java.util.Optional;

/// Where the definition of a state machine comes from: its revision, and the version and the alias by which an
/// execution was started.
///
/// @param revision empty until the first update, as in AWS
public record MachineOrigin(Optional<String> revision, Optional<String> version, Optional<String> alias) {

    /// A state machine that was just created.
    public static final MachineOrigin INITIAL = new MachineOrigin(Optional.empty(), Optional.empty(), Optional.empty());

    /// The revision before the first update, as PublishStateMachineVersion names it.
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
