package io.taskgate.route;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The ways in which a worker's answer may come, beside a provider's webhook.
public enum AnswerChannel {
    /// taskgate's own events (`Callback Succeeded`, …), over the bus or posted.
    EVENTS,
    /// Over HTTP with an API key, by callback id or correlation key.
    KEYS,
    /// Over HTTP with the signature of the callback's links.
    LINKS;

    public static Optional<AnswerChannel> of(String word) {
        return Arrays.stream(values()).filter(way -> way.word().equals(word)).findFirst();
    }

    public static String words() {
        return Arrays.stream(values()).map(AnswerChannel::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
