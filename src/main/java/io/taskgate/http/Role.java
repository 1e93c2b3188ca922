package io.taskgate.http;

import java.util.Locale;

/// What a key may be used for.
enum Role {
    WORKFLOW,
    WORKER,
    OPERATOR;

    /// @throws IllegalArgumentException for any other word
    static Role parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
