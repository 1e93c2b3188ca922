package io.taskgate.callback.model;

import io.taskgate.crypto.Sha256;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The outcome of a task, to be reported to Step Functions.
///
/// @param kind how the task ended
/// @param error the ASL error name of a failure; null for success. At most 256 characters
/// @param cause the cause of a failure, for people; null for success. At most 32,768 characters
/// @param result the result of a success, null otherwise
/// @param digest SHA-256 of the answer as it was sent: distinguishes the same answer again from a different one
/// @param operationId the ID of the attempt that committed it: a refused write that shows our own ID was ours
/// @param at the time of the answer
/// @param changes the changes that a boundary made to the answer, or to the request that failed the task
public record Outcome(
        Kind kind,
        @Nullable String error,
        @Nullable String cause,
        @Nullable Payload result,
        String digest,
        String operationId,
        Instant at,
        List<Adjustment> changes) {

    /// The digest of an outcome that is not an answer.
    private static final String NO_ANSWER = "none";

    /// The kind of an outcome.
    public enum Kind {
        SUCCESS,
        FAILURE,
        HEARTBEAT_TIMEOUT,
        TIMEOUT,
        CANCEL;

        /// Returns whether a worker gave it. Only such outcomes are carried over to a newer token.
        public boolean isAnswer() {
            return switch (this) {
                case SUCCESS, FAILURE -> true;
                case HEARTBEAT_TIMEOUT, TIMEOUT, CANCEL -> false;
            };
        }
    }

    public static Outcome success(Payload result, String digest, String operationId, Instant at) {
        return new Outcome(Kind.SUCCESS, null, null, result, digest, operationId, at, List.of());
    }

    public static Outcome failure(String error, @Nullable String cause, String digest, String operationId, Instant at) {
        return new Outcome(Kind.FAILURE, error, cause, null, digest, operationId, at, List.of());
    }

    /// A failure of the request on its way to the service. It says nothing about the work: no worker's answer
    /// equals it, and it is not carried over to a newer token.
    public static Outcome notSent(String error, String cause, String operationId, Instant at) {
        return new Outcome(Kind.FAILURE, error, cause, null, NO_ANSWER, operationId, at, List.of());
    }

    /// A failure that taskgate itself reports, for example a time-out or a cancellation.
    public static Outcome own(Kind kind, String error, String cause, String operationId, Instant at) {
        String digest = Sha256.hex(kind + "\n" + error);
        return new Outcome(kind, error, cause, null, digest, operationId, at, List.of());
    }

    /// The same outcome with its result stored elsewhere.
    public Outcome withResult(Payload kept) {
        return new Outcome(kind, error, cause, kept, digest, operationId, at, changes);
    }

    /// The same outcome with the changes of its boundary.
    public Outcome changed(List<Adjustment> how) {
        return new Outcome(kind, error, cause, result, digest, operationId, at, how);
    }

    /// The changes as a text for people; null if nothing was changed.
    public @Nullable String adjusted() {
        return Adjustment.text(changes);
    }

    /// Returns whether it is a worker's answer.
    public boolean isAnswer() {
        return kind.isAnswer() && !digest.equals(NO_ANSWER);
    }
}
