package io.taskgate.payload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses byte sizes in human-readable form: `32KiB`, `1MiB`, `262144` (bytes).
public final class ByteSize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

    private ByteSize() {}

    /// @return bytes
    /// @throws InvalidDefinitionException if the number or the unit is invalid
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidDefinitionException(
                    "Invalid size \"" + text + "\". Use bytes or a KiB or MiB suffix, for example 200KiB.");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "", "B" -> number;
            case "KiB" -> number * 1024;
            case "MiB" -> number * 1024 * 1024;
            default ->
                throw new InvalidDefinitionException("Unknown unit \"" + matcher.group(2) + "\" in size \"" + text
                        + "\". Use B, KiB or MiB, for example 200KiB.");
        };
    }
}
