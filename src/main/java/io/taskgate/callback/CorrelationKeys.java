package io.taskgate.callback;

import java.util.Optional;

/// The rule for correlation keys, the same at every entrance. Keys are compared by code point: nothing is normalized.
public final class CorrelationKeys {

    private CorrelationKeys() {}

    /// What is wrong with a key; empty if it is valid.
    public static Optional<String> problem(String key) {
        return key.isBlank() || key.length() > Registration.MAX_KEY
                ? Optional.of("a correlation key has 1 to " + Registration.MAX_KEY + " characters")
                : Optional.empty();
    }
}
