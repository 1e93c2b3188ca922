package io.taskgate.batch.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How items stand in an object, or results in the one that is made.
public enum ItemFormat {
    /// A JSON array.
    JSON,
    /// JSON Lines.
    JSONL,
    /// Comma-separated values (RFC 4180) in UTF-8 with a header: an item is an object of texts. For sources
    /// only.
    CSV;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ItemFormat> of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.wireName().equals(word))
                .findFirst();
    }

    public static String words() {
        return Arrays.stream(values()).map(ItemFormat::wireName).collect(Collectors.joining(", "));
    }
}
