package io.taskgate.callback.ledger;

import io.taskgate.callback.model.CallbackId;

/// Copies of records that this process keeps in memory. A use case that changes a record otherwise than the cache
/// knows has its copy removed. Thread-safe.
public interface CallbackCache {

    /// Removes the copy of a record, if there is one.
    void forget(CallbackId id);
}
