package io.taskgate.payload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A size in bytes. Written as in Quarkus (`10M`) or with the binary unit (`10MiB`), both 1024-based: `262144`,
/// `32K`, `32KiB`, `1M`, `1MiB`, `2G`, `2GiB`.
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");
    private static final long KIB = 1024;

    /// @throws InvalidDefinitionException if the number or the unit is invalid
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidDefinitionException(
                    "Invalid size \"" + text + "\". Use bytes, or a number with KiB, MiB or GiB, for example 200KiB.");
        }
        long number = Long.parseLong(matcher.group(1));
        return new ByteSize(
                switch (matcher.group(2)) {
                    case "", "B" -> number;
                    case "K", "k", "KiB" -> number * KIB;
                    case "M", "m", "MiB" -> number * KIB * KIB;
                    case "G", "g", "GiB" -> number * KIB * KIB * KIB;
                    default ->
                        throw new InvalidDefinitionException("Unknown unit \"" + matcher.group(2) + "\" in size \""
                                + text + "\". Use KiB, MiB or GiB (or K, M, G), for example 200KiB.");
                });
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }
}
