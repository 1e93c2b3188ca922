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

/// The task that waits for a batch: one generation of a callback. What is said here never reaches a newer token
/// of the same work, which was promised something else. Safe for many threads.
@Singleton
public final class ParentTask {

    private final Ledger callbacks;
    private final HeartbeatService heartbeat;
    private final SettlementService settle;

    public ParentTask(Ledger callbacks, HeartbeatService heartbeat, SettlementService settle) {
        this.callbacks = callbacks;
        this.heartbeat = heartbeat;
        this.settle = settle;
    }

    /// Who waits for a batch by now.
    public sealed interface Standing {

        /// The token that it was last taken up for; or nobody did then, and nobody does.
        record Waits() implements Standing {}

        /// A newer token of the same work.
        record Newer(Callback callback) implements Standing {}

        /// Nobody any more.
        ///
        /// @param state of the callback; null where it is forgotten
        record Gone(@Nullable CallbackState state) implements Standing {}
    }

    public Standing look(Batch batch) {
        Batch.Turn turn = batch.turn();
        CallbackId parent = turn.parent();
        if (parent == null) {
            return newer(batch).<Standing>map(Standing.Newer::new).orElseGet(Standing.Waits::new);
        }
        return callbacks.find(parent).map(standing -> judged(standing, turn)).orElseGet(() -> new Standing.Gone(null));
    }

    private static Standing judged(Callback standing, Batch.Turn turn) {
        if (standing.state() != CallbackState.PENDING) {
            return new Standing.Gone(standing.state());
        }
        return turn.isFor(standing) ? new Standing.Waits() : new Standing.Newer(standing);
    }

    /// A token that nobody answers unless this batch is taken up for it: a newer one of the task that waited,
    /// or one of the task that it was first asked by, where another had it resumed.
    public Optional<Callback> newer(Batch batch) {
        Batch.Turn turn = batch.turn();
        CallbackId own = batch.id().callback();
        Optional<Callback> waiting =
                Optional.ofNullable(turn.parent()).flatMap(callbacks::find).filter(callback -> isNewer(callback, turn));
        return waiting.isPresent() || own.equals(turn.parent())
                ? waiting
                : callbacks.find(own).filter(callback -> isNewer(callback, turn));
    }

    private static boolean isNewer(Callback callback, Batch.Turn turn) {
        return callback.state() == CallbackState.PENDING && !turn.isFor(callback);
    }

    /// @param waits a turn with a parent
    public HeartbeatResult beat(Batch.Turn waits, JsonNode progress) {
        return heartbeat.beat(address(waits.parent(), waits.generation()), progress);
    }

    /// @param waits a turn with a parent
    public SettlementResult settle(Batch.Turn waits, Answer answer) {
        return settle.settle(address(waits.parent(), waits.generation()), answer);
    }

    private static CallbackAddress address(@Nullable CallbackId parent, long generation) {
        if (parent == null) {
            throw new IllegalStateException("nobody waits");
        }
        return new CallbackAddress.ById(parent, callback -> callback.generation() == generation);
    }
}
