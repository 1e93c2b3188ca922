package io.taskgate.standin.definition;

import java.util.Optional;

/// A finding about a definition, as ValidateStateMachineDefinition reports it.
///
/// @param code     one of the codes of the API reference
/// @param location such as `/States/Pay/Resource`; empty for the whole definition
public record Diagnostic(Severity severity, String code, String message, Optional<String> location) {

    public enum Severity {
        ERROR,
        WARNING
    }

    /// As in the message of InvalidDefinition. AWS prints `null` for a missing location.
    String written() {
        return code + ": " + message + " at " + location.orElse("null");
    }
}
