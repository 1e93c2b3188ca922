package io.taskgate.callback.operator;

import io.taskgate.callback.ledger.Ledger.PageToken;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The open callbacks in the order in which the sweep processes them next: reads of the ledger's due index for
/// operators. Never a scan, and no write costs more because of it. Thread-safe.
///
/// Its methods throw [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] if the store can't be reached.
public interface OpenCallbackIndex {

    /// The number of partitions. Each partition is in order by itself.
    int partitions();

    /// Reads a page of a partition, the callback that is due first before the others. The index is a hint: it may
    /// lack a callback that has just changed, or have it at an earlier time.
    ///
    /// @param from  the earliest due time
    /// @param after the position behind which the page begins, not before `from`; null for the first at `from`
    IndexPage read(int partition, Instant from, @Nullable PageToken after, int limit);

    /// Reads records in this order, eventually consistent. Records that do not exist are left out.
    ///
    /// @param ids at most [#MAX_RECORDS]
    List<Callback> find(List<CallbackId> ids);

    /// The number of records of one read.
    int MAX_RECORDS = 100;

    /// A page of a partition.
    ///
    /// @param isLast whether the partition ends with it
    record IndexPage(List<PageToken> entries, boolean isLast) {}
}
