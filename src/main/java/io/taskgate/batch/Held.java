package io.taskgate.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.callback.Address;
import io.taskgate.callback.CallbackId;
import io.taskgate.callback.HeartbeatReply;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A batch in this process's hands: its record, the lease on it, and the heartbeats of the task that waits. One
/// thread's.
final class Held {

    private static final Logger LOG = Logger.getLogger(Held.class);
    private static final Duration SAVED_EVERY = Duration.ofSeconds(1);

    private final Parts parts;
    private final Outstanding outstanding;
    private Batch batch;
    private long savedAt;
    private long beatAt;
    private boolean forsaken;

    /// @param taken has this process's lease
    Held(Parts parts, Batch taken, Outstanding outstanding) {
        this.parts = parts;
        this.batch = taken;
        this.outstanding = outstanding;
        this.savedAt = parts.pauses().nanoTime();
        this.beatAt = savedAt - Duration.ofDays(1).toNanos();
    }

    /// Another process has the batch now.
    static final class LeaseLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Batch batch() {
        return batch;
    }

    Progress progress() {
        return batch.progress();
    }

    /// Written with the next save.
    void set(Progress now) {
        batch = batch.with(now);
    }

    /// Written with the next save.
    void set(SourceObject found) {
        batch = batch.with(found);
    }

    /// No more is cut.
    void stop(String error, String cause) {
        LOG.warnf("%s: no more is cut: %s: %s", batch.id(), error, cause);
        set(progress().stopped(error, cause));
    }

    /// Whether nobody waits any more.
    boolean isForsaken() {
        return forsaken;
    }

    /// Saves from time to time, and tells Step Functions that the parent's task lives.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void keepAlive() {
        keepLease();
        CallbackId parent = batch.parent();
        if (parent == null
                || forsaken
                || !isOver(beatAt, Duration.ofSeconds(batch.turn().beatEach()))) {
            return;
        }
        beatAt = parts.pauses().nanoTime();
        if (parts.heartbeat().beat(new Address.ById(parent, callback -> true), told())
                instanceof HeartbeatReply.Stop stop) {
            LOG.warnf(
                    "%s: nobody waits any more (%s): nothing more is started",
                    batch.id(), stop.standing().state());
            forsaken = true;
        }
    }

    /// @throws LeaseLostException where another process took the batch over
    void keepLease() {
        if (isOver(savedAt, SAVED_EVERY)) {
            save();
        }
    }

    boolean isOver(long since, Duration after) {
        return parts.pauses().nanoTime() - since >= after.toNanos();
    }

    private JsonNode told() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("batches", progress().cut())
                .put("items", progress().items())
                .put("running", outstanding.count());
    }

    /// @throws LeaseLostException where another process took the batch over
    void save() {
        if (batch.state() == Batch.State.RUNNING) {
            set(outstanding.onto(progress()));
        }
        write(batch.held(
                parts.self(),
                batch.state().isOver() ? null : parts.clock().instant().plus(BatchSweep.LEASE)));
        savedAt = parts.pauses().nanoTime();
    }

    /// Into another state, written.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void enter(Batch.State state, @Nullable Ending ending) {
        batch = batch.entered(state, ending, parts.clock().instant());
        save();
    }

    /// For another process to take up.
    void putDown() {
        write(batch.held("", parts.clock().instant()));
    }

    private void write(Batch next) {
        if (!parts.ledger().save(next) && !isOurs(next)) {
            throw new LeaseLostException();
        }
        batch = next;
    }

    /// A write of ours whose reply was lost.
    private boolean isOurs(Batch next) {
        return parts.ledger()
                .find(batch.id())
                .filter(standing -> standing.lease().version() == next.lease().version()
                        && standing.lease().holder().equals(next.lease().holder())
                        && standing.progress().equals(next.progress())
                        && standing.state() == next.state())
                .isPresent();
    }
}
