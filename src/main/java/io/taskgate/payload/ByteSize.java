package io.taskgate.payload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: `32KiB`, `1MiB`, `262144` (bytes).
public final class ByteSize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

    private ByteSize() {}

    /// @return bytes
    /// @throws InvalidDefinitionException when the number or the unit can't be understood
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" is no size: write bytes, or a number with KiB or MiB, as in 200KiB");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "", "B" -> number;
            case "KiB" -> number * 1024;
            case "MiB" -> number * 1024 * 1024;
            default ->
                throw new InvalidDefinitionException("\"" + text + "\" has an unknown unit \"" + matcher.group(2)
                        + "\": use B, KiB or MiB, as in 200KiB");
        };
    }
}
