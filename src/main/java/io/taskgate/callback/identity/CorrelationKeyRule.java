package io.taskgate.callback.identity;

import io.taskgate.callback.model.Registration;
import java.util.Optional;

/// The rule for correlation keys, the same at every entrance. Keys are compared by code point: nothing is
/// normalized, so two keys that look alike can be different keys.
public final class CorrelationKeyRule {

    private static final int NONCHARACTERS = 0xFDD0;
    private static final int END_OF_NONCHARACTERS = 0xFDEF;

    /// The character that decoders put in place of invalid UTF-8: many different invalid keys would become one.
    private static final int REPLACEMENT = 0xFFFD;

    private CorrelationKeyRule() {}

    /// The problem of a key, without the key; empty if it is valid.
    public static Optional<String> problem(String key) {
        if (key.isBlank() || key.length() > Registration.MAX_KEY) {
            return Optional.of("a correlation key has 1 to " + Registration.MAX_KEY + " characters");
        }
        if (isDotSegment(key)) {
            return Optional.of("\".\" and \"..\" cannot be correlation keys: URLs give them another meaning");
        }
        return isVisible(key)
                ? Optional.empty()
                : Optional.of(
                        "a correlation key has no control or format characters, line separators or lone surrogates");
    }

    /// Returns whether the text is a dot segment, which the path of a URL loses.
    public static boolean isDotSegment(String text) {
        return text.equals(".") || text.equals("..");
    }

    /// Returns whether a log line, a header and a path can show each code point.
    public static boolean isVisible(String text) {
        return text.codePoints().allMatch(CorrelationKeyRule::isVisible);
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default ->
                codePoint != REPLACEMENT
                        && (codePoint & 0xFFFE) != 0xFFFE
                        && (codePoint < NONCHARACTERS || codePoint > END_OF_NONCHARACTERS);
        };
    }
}
