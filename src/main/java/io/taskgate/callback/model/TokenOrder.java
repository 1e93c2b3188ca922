package io.taskgate.callback.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/// The order of tokens for the same work. Within one execution: by redrive, then by the time at which the state
/// was entered, then by retry, and, if the caller gives none of these, by arrival. Each execution counts its
/// redrives and retries for itself, so between executions only the times count: when the state was entered,
/// then arrival.
///
/// @param redriveCount `$$.Execution.RedriveCount`
/// @param enteredAt `$$.State.EnteredTime`; the time of arrival if it was not given
/// @param retryCount `$$.State.RetryCount`
/// @param arrivedAt the time at which this gateway first received the token
public record TokenOrder(int redriveCount, Instant enteredAt, int retryCount, Instant arrivedAt) {

    /// The earliest second of an [Instant]: added to every time, so that no encoded number is negative.
    private static final long OFFSET = -Instant.MIN.getEpochSecond();

    /// Truncates to whole microseconds, as the ledger does: two different orders must also differ there.
    public TokenOrder {
        if (redriveCount < 0 || retryCount < 0) {
            throw new IllegalArgumentException("Counts must not be negative.");
        }
        enteredAt = enteredAt.truncatedTo(ChronoUnit.MICROS);
        arrivedAt = arrivedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// The lowest order: of an answer that has no token yet.
    public static final TokenOrder NONE = new TokenOrder(0, Instant.MIN, 0, Instant.MIN);

    private static final Comparator<TokenOrder> WITHIN_EXECUTION = Comparator.comparingInt(TokenOrder::redriveCount)
            .thenComparing(TokenOrder::enteredAt)
            .thenComparingInt(TokenOrder::retryCount)
            .thenComparing(TokenOrder::arrivedAt);

    private static final Comparator<TokenOrder> BETWEEN_EXECUTIONS =
            Comparator.comparing(TokenOrder::enteredAt).thenComparing(TokenOrder::arrivedAt);

    /// Returns whether this token is newer.
    ///
    /// @param sameExecution whether both tokens are of one execution; false if that is not known
    public boolean isNewerThan(TokenOrder other, boolean sameExecution) {
        return (sameExecution ? WITHIN_EXECUTION : BETWEEN_EXECUTIONS).compare(this, other) > 0;
    }

    /// The text in the ledger: counts of 10 digits, times of 17 digits of seconds since [Instant#MIN] and 6 of
    /// microseconds.
    public String encoded() {
        return "%010d|%s|%010d|%s".formatted(redriveCount, encoded(enteredAt), retryCount, encoded(arrivedAt));
    }

    public static TokenOrder decode(String encoded) {
        String[] parts = encoded.split("\\|", -1);
        return new TokenOrder(
                Integer.parseInt(parts[0]), instant(parts[1]), Integer.parseInt(parts[2]), instant(parts[3]));
    }

    private static String encoded(Instant at) {
        return "%017d%06d".formatted(at.getEpochSecond() + OFFSET, at.getNano() / 1_000);
    }

    private static Instant instant(String encoded) {
        int micros = encoded.length() - 6;
        return Instant.ofEpochSecond(
                Long.parseLong(encoded.substring(0, micros)) - OFFSET,
                Long.parseLong(encoded.substring(micros)) * 1_000L);
    }
}
