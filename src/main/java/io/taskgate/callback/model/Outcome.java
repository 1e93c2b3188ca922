package io.taskgate.callback.model;

import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be told to Step Functions about one task.
///
/// @param kind        how it ended
/// @param error       the ASL error name of a failure; null for success. At most 256 characters
/// @param cause       the human's reason of a failure; null for success. At most 32,768 characters
/// @param result      the result of a success, null otherwise
/// @param digest      tells "the same answer again" from a different one: SHA-256 over the answer as it was
/// given
/// @param operationId names the attempt that committed it: a refused write that shows our own id was ours
/// @param at          when it was given
/// @param changes     what a boundary changed of the answer, or of the request that failed the task
public record Outcome(
        Kind kind,
        @Nullable String error,
        @Nullable String cause,
        @Nullable Payload result,
        String digest,
        String operationId,
        Instant at,
        List<Adjustment> changes) {

    /// The digest of what no worker said.
    private static final String NO_ANSWER = "none";

    /// How an awaited answer ended.
    public enum Kind {
        SUCCESS,
        FAILURE,
        HEARTBEAT_TIMEOUT,
        TIMEOUT,
        CANCEL;

        /// Whether a worker gave it. Only such outcomes are worth carrying to a newer token.
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

    /// A failure of the request on its way to the work: it says nothing about the work, so no worker's answer
    /// is like it, and it is not carried to a newer token.
    public static Outcome notSent(String error, String cause, String operationId, Instant at) {
        return new Outcome(Kind.FAILURE, error, cause, null, NO_ANSWER, operationId, at, List.of());
    }

    /// A failure that taskgate itself reports: a time-out, a cancellation.
    public static Outcome own(Kind kind, String error, String cause, String operationId, Instant at) {
        String digest = CallbackId.sha256Hex(kind + "\n" + error);
        return new Outcome(kind, error, cause, null, digest, operationId, at, List.of());
    }

    /// The same outcome with its result kept elsewhere.
    public Outcome withResult(Payload kept) {
        return new Outcome(kind, error, cause, kept, digest, operationId, at, changes);
    }

    /// The same outcome with what was changed of the answer.
    public Outcome changed(List<Adjustment> how) {
        return new Outcome(kind, error, cause, result, digest, operationId, at, how);
    }

    /// What was changed, for people; null where nothing was.
    public @Nullable String adjusted() {
        return Adjustment.text(changes);
    }

    /// Whether it came from the work itself.
    public boolean isAnswer() {
        return kind.isAnswer() && !digest.equals(NO_ANSWER);
    }
}
