package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.callback.model.Callback;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes what each attempt of a batch begins with. Safe for many threads.
public final class BatchAttemptFactory {

    private static final int MOST_BEAT = 20;

    private final RunnerLinkSigner links;

    public BatchAttemptFactory(RunnerLinkSigner links) {
        this.links = links;
    }

    /// @param waiting whose token waits for the answer; null where nobody does
    public Batch.Turn of(BatchRequest request, int attempt, @Nullable Callback waiting) {
        RunnerLinkSigner.@Nullable Terms terms = request.runnerLinks()
                ? links.terms(waiting == null ? null : waiting.registeredTask().deadline())
                : null;
        return waiting == null
                ? new Batch.Turn(attempt, null, 0, MOST_BEAT, terms)
                : new Batch.Turn(attempt, waiting.id(), waiting.generation(), beat(waiting), terms);
    }

    /// The same attempt for a newer token: its runners have the links that they were started with.
    static Batch.Turn taken(Batch.Turn standing, Callback waiting) {
        return new Batch.Turn(standing.attempt(), waiting.id(), waiting.generation(), beat(waiting), standing.links());
    }

    private static int beat(Callback waiting) {
        Duration heartbeat = waiting.registeredTask().heartbeat();
        return heartbeat == null ? MOST_BEAT : Math.clamp(heartbeat.toSeconds() / 3, 1, MOST_BEAT);
    }
}
