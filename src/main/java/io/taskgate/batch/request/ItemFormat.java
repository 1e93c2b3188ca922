package io.taskgate.batch.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The format of the items of an object, or of gathered results.
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

    public static String wireNames() {
        return Arrays.stream(values()).map(ItemFormat::wireName).collect(Collectors.joining(", "));
    }
}
