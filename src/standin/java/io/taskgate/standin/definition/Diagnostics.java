package io.taskgate.standin.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects the findings about one definition. Not thread-safe.
final class Diagnostics {

    static final String SCHEMA = "SCHEMA_VALIDATION_FAILED";

    private final List<Diagnostic> errors = new ArrayList<>();
    private final List<Diagnostic> warnings = new ArrayList<>();

    void error(String code, String message, Optional<String> location) {
        errors.add(new Diagnostic(Diagnostic.Severity.ERROR, code, message, location));
    }

    void warning(String code, String message, String location) {
        warnings.add(new Diagnostic(Diagnostic.Severity.WARNING, code, message, Optional.of(location)));
    }

    List<Diagnostic> errors() {
        return List.copyOf(errors);
    }

    /// Errors first.
    List<Diagnostic> all() {
        List<Diagnostic> all = new ArrayList<>(errors);
        all.addAll(warnings);
        return all;
    }
}
