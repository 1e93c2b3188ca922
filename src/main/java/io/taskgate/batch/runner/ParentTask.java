package io.taskgate.batch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.settlement.SettlementService;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The task that waits for a batch: one generation of a callback. An answer never reaches a newer token of the
/// same work, which has been promised something else. Thread-safe.
@Singleton
public final class ParentTask {

    private final Ledger callbacks;
    private final HeartbeatService heartbeat;
    private final SettlementService settlements;

    public ParentTask(Ledger callbacks, HeartbeatService heartbeat, SettlementService settlements) {
        this.callbacks = callbacks;
        this.heartbeat = heartbeat;
        this.settlements = settlements;
    }

    /// The task that waits for a batch now.
    public sealed interface ParentStatus {

        /// The same token as before, or still none.
        record Waiting() implements ParentStatus {}

        /// A newer token of the same work.
        record Newer(Callback callback) implements ParentStatus {}

        /// No task waits any more.
        ///
        /// @param state the state of the callback; null if it is deleted
        record Closed(@Nullable CallbackState state) implements ParentStatus {}
    }

    public ParentStatus status(Batch batch) {
        Batch.BatchAttempt turn = batch.batchAttempt();
        CallbackId parent = turn.parent();
        if (parent == null) {
            return newer(batch).<ParentStatus>map(ParentStatus.Newer::new).orElseGet(ParentStatus.Waiting::new);
        }
        return callbacks
                .find(parent)
                .map(current -> judged(current, turn))
                .orElseGet(() -> new ParentStatus.Closed(null));
    }

    private static ParentStatus judged(Callback current, Batch.BatchAttempt turn) {
        if (current.state() != CallbackState.PENDING) {
            return new ParentStatus.Closed(current.state());
        }
        return turn.isFor(current) ? new ParentStatus.Waiting() : new ParentStatus.Newer(current);
    }

    /// A token that is answered only if this batch is resumed for it: a newer one of the task that waited, or
    /// one of the task that first started the batch, if another task resumed it.
    public Optional<Callback> newer(Batch batch) {
        Batch.BatchAttempt turn = batch.batchAttempt();
        CallbackId own = batch.id().callback();
        Optional<Callback> waiting =
                Optional.ofNullable(turn.parent()).flatMap(callbacks::find).filter(callback -> isNewer(callback, turn));
        return waiting.isPresent() || own.equals(turn.parent())
                ? waiting
                : callbacks.find(own).filter(callback -> isNewer(callback, turn));
    }

    private static boolean isNewer(Callback callback, Batch.BatchAttempt turn) {
        return callback.state() == CallbackState.PENDING && !turn.isFor(callback);
    }

    /// Sends a heartbeat for the task.
    ///
    /// @param waits an attempt with a parent
    public HeartbeatResult heartbeat(Batch.BatchAttempt waits, JsonNode progress) {
        return heartbeat.record(address(waits.parent(), waits.generation()), progress);
    }

    /// Answers the task.
    ///
    /// @param waits an attempt with a parent
    public SettlementResult settle(Batch.BatchAttempt waits, Answer answer) {
        return settlements.settle(address(waits.parent(), waits.generation()), answer);
    }

    private static CallbackAddress address(@Nullable CallbackId parent, long generation) {
        if (parent == null) {
            throw new IllegalStateException("The batch has no parent task.");
        }
        return new CallbackAddress.ById(parent, callback -> callback.generation() == generation);
    }
}
