package io.taskgate.batch.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.runner.ParentTask;
import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Keeps the task that waits for a running batch alive, and sees when a newer token takes its place or nobody
/// waits any more. One thread's.
final class ParentTaskMonitor {

    private static final Logger LOG = Logger.getLogger(ParentTaskMonitor.class);

    /// A newer token may have a heartbeat of a few seconds, and nobody else tells of it.
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(2);

    private final LeasedBatch held;
    private final ParentTask parent;
    private final Sleeper pauses;
    private long lookedAt;
    private long beatAt;

    ParentTaskMonitor(LeasedBatch held, ParentTask parent, Sleeper pauses) {
        this.held = held;
        this.parent = parent;
        this.pauses = pauses;
        this.lookedAt = longAgo();
        this.beatAt = lookedAt;
    }

    private long longAgo() {
        return pauses.nanoTime() - Duration.ofDays(1).toNanos();
    }

    /// @return whether there is more to see
    boolean tend() {
        if (held.isForsaken() || held.isReleased() || held.batch().state() != Batch.State.RUNNING) {
            return false;
        }
        long now = pauses.nanoTime();
        if (now - lookedAt >= LOOKED_EVERY.toNanos()) {
            look(now);
        }
        Batch.Turn turn = held.batch().turn();
        if (!held.isForsaken()
                && turn.parent() != null
                && now - beatAt >= Duration.ofSeconds(turn.beatEach()).toNanos()) {
            beat(turn, now);
        }
        return true;
    }

    private void look(long now) {
        lookedAt = now;
        Batch batch = held.batch();
        switch (parent.look(batch)) {
            case ParentTask.Standing.Waits _ -> {}
            case ParentTask.Standing.Newer(var callback) -> {
                if (held.takeOver(BatchAttemptFactory.taken(batch.turn(), callback))) {
                    LOG.infof("%s: a newer token takes it over (generation %d)", batch.id(), callback.generation());
                    beatAt = longAgo();
                }
            }
            case ParentTask.Standing.Gone(var state) -> {
                LOG.warnf("%s: nobody waits any more (%s): nothing more is started", batch.id(), state);
                held.forsake();
            }
        }
    }

    private void beat(Batch.Turn turn, long now) {
        beatAt = now;
        HeartbeatResult reply = parent.beat(turn, told());
        if (reply instanceof HeartbeatResult.Stop || reply instanceof HeartbeatResult.Unknown) {
            look(now);
        }
    }

    private JsonNode told() {
        BatchProgress progress = held.progress();
        return JsonNodeFactory.instance
                .objectNode()
                .put("batches", progress.batches())
                .put("items", progress.items())
                .put("running", held.running());
    }
}
