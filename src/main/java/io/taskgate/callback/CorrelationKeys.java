package io.taskgate.callback;

import java.util.Optional;

/// The rule for correlation keys, the same at every entrance. Keys are compared by code point: nothing is normalized.
public final class CorrelationKeys {

    private CorrelationKeys() {}

    /// What is wrong with a key; empty if it is valid.
    public static Optional<String> problem(String key) {
        if (key.isBlank() || key.length() > Registration.MAX_KEY) {
            return Optional.of("a correlation key has 1 to " + Registration.MAX_KEY + " characters");
        }
        if (key.equals(".") || key.equals("..")) {
            return Optional.of("a correlation key is not . or ..: these are no segment of a path");
        }
        return key.codePoints().anyMatch(CorrelationKeys::isInvisible)
                ? Optional.of("a correlation key has no control or format characters")
                : Optional.empty();
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
