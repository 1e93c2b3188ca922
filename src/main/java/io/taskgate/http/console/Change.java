package io.taskgate.http.console;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.callback.model.Callback;
import io.taskgate.http.request.BatchRequestMapper;
import io.taskgate.route.Route;
import java.time.Instant;

/// A change of a callback or batch that this process has written.
///
/// @param tenant the tenant of the changed record
/// @param state  its state after the change
/// @param at     when it came into this state
record Change(
        ChangeKind kind,
        String tenant,
        String id,
        String state,
        String service,
        String operation,
        long generation,
        Instant at) {

    static Change of(Callback callback) {
        return new Change(
                ChangeKind.CALLBACK,
                callback.tenant(),
                callback.id().value(),
                callback.state().name(),
                callback.service(),
                callback.operation(),
                callback.generation(),
                callback.changedAt());
    }

    static Change of(Batch batch) {
        return new Change(
                ChangeKind.BATCH,
                batch.submission().tenant(),
                batch.id().value(),
                batch.state().name(),
                Route.OWN,
                BatchRequestMapper.OPERATION,
                batch.batchAttempt().attempt(),
                batch.changedAt());
    }

    /// The kinds of changed records.
    enum ChangeKind {
        CALLBACK,
        BATCH
    }
}
