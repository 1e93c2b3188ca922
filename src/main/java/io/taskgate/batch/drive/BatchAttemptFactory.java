package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.callback.model.Callback;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Creates the attempts of a batch. Thread-safe.
public final class BatchAttemptFactory {

    private static final int MAX_HEARTBEAT_SECONDS = 20;

    private final RunnerLinkSigner links;

    public BatchAttemptFactory(RunnerLinkSigner links) {
        this.links = links;
    }

    /// Creates an attempt.
    ///
    /// @param waiting the callback whose token waits for the answer; null for none
    public Batch.BatchAttempt of(BatchRequest request, int attempt, @Nullable Callback waiting) {
        RunnerLinkSigner.@Nullable Terms terms = request.runnerLinks()
                ? links.terms(waiting == null ? null : waiting.registeredTask().deadline())
                : null;
        return waiting == null
                ? new Batch.BatchAttempt(attempt, null, 0, MAX_HEARTBEAT_SECONDS, terms)
                : new Batch.BatchAttempt(attempt, waiting.id(), waiting.generation(), heartbeatSeconds(waiting), terms);
    }

    /// The same attempt for a newer token: its runners keep the links that they were started with.
    static Batch.BatchAttempt withNewerToken(Batch.BatchAttempt current, Callback waiting) {
        return new Batch.BatchAttempt(
                current.attempt(), waiting.id(), waiting.generation(), heartbeatSeconds(waiting), current.links());
    }

    private static int heartbeatSeconds(Callback waiting) {
        Duration heartbeat = waiting.registeredTask().heartbeat();
        return heartbeat == null
                ? MAX_HEARTBEAT_SECONDS
                : Math.clamp(heartbeat.toSeconds() / 3, 1, MAX_HEARTBEAT_SECONDS);
    }
}
