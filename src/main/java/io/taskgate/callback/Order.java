package io.taskgate.callback;

import java.time.Instant;
import java.util.Comparator;

/// Which of two tokens for the same work is the newer: by redrive, then by when the state was entered, then by retry,
/// and, where the caller gives none of these, by arrival here.
///
/// @param redriveCount `$$.Execution.RedriveCount`
/// @param enteredAt    `$$.State.EnteredTime`; the time of arrival where it was not given
/// @param retryCount   `$$.State.RetryCount`
/// @param arrivedAt    when this gateway first saw the token
public record Order(int redriveCount, Instant enteredAt, int retryCount, Instant arrivedAt)
        implements Comparable<Order> {

    /// Below every other: the order of an answer that no token has come for.
    public static final Order NONE = new Order(0, Instant.EPOCH, 0, Instant.EPOCH);

    private static final Comparator<Order> NATURAL = Comparator.comparingInt(Order::redriveCount)
            .thenComparing(Order::enteredAt)
            .thenComparingInt(Order::retryCount)
            .thenComparing(Order::arrivedAt);

    @Override
    public int compareTo(Order other) {
        return NATURAL.compare(this, other);
    }

    /// A text that sorts as the order does: the ledger compares it in its conditions.
    public String encoded() {
        return "%06d|%016d|%06d|%016d".formatted(redriveCount, micros(enteredAt), retryCount, micros(arrivedAt));
    }

    public static Order decode(String encoded) {
        String[] parts = encoded.split("\\|", -1);
        return new Order(Integer.parseInt(parts[0]), instant(parts[1]), Integer.parseInt(parts[2]), instant(parts[3]));
    }

    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    private static Instant instant(String micros) {
        long value = Long.parseLong(micros);
        return Instant.ofEpochSecond(Math.floorDiv(value, 1_000_000L), Math.floorMod(value, 1_000_000L) * 1_000L);
    }
}
