package io.taskgate.route;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The channels through which a worker can answer, in addition to the webhook of a provider.
public enum AnswerChannel {
    /// The events of taskgate (`Callback Succeeded`, …), from the bus or posted.
    EVENTS,
    /// HTTP with an API key, by callback ID or correlation key.
    KEYS,
    /// HTTP with the signed links of the callback.
    LINKS;

    public static Optional<AnswerChannel> of(String word) {
        return Arrays.stream(values())
                .filter(way -> way.wireName().equals(word))
                .findFirst();
    }

    public static String wireNames() {
        return Arrays.stream(values()).map(AnswerChannel::wireName).collect(Collectors.joining(", "));
    }

    private String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
