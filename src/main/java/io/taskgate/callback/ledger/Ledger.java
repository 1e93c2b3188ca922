package io.taskgate.callback.ledger;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The store of callback records. Every write is conditional; a refused write returns the current record.
/// Thread-safe.
///
/// Its methods throw [LedgerUnavailableException] if the store can't be reached or throttles: then it is not
/// known whether anything was written, and nothing may be acknowledged.
public interface Ledger {

    /// The largest number of waiting callbacks of one execution: its history ends at 25,000 events, and each
    /// task takes several.
    int MAX_WAITING = 5_000;

    /// Reads a record, strongly consistent.
    Optional<Callback> find(CallbackId id);

    /// Writes a record that does not exist yet (∅ → PENDING, ∅ → EARLY).
    Write create(Callback fresh);

    /// Writes the mutations if the guard holds.
    Write apply(CallbackId id, Transition transition);

    /// Removes a registration whose request was refused, if the record has not changed since: its due time is
    /// still the one that it was written with.
    ///
    /// @return whether it is removed; also if a first attempt removed it and its response was lost
    boolean withdraw(Callback registered);

    /// Reads a page of the due index, the callback that has been due the longest first. The index is a hint:
    /// act on it only by a guarded write.
    ///
    /// @param shard one of [#shards()]
    /// @param after the end of the page before; null for the first page
    DuePage due(Queue queue, int shard, Instant now, int limit, @Nullable PageToken after);

    /// The pending callbacks of an execution, by a sparse index. The index is a hint, and may lack a
    /// registration that was just made. At most [#MAX_WAITING].
    List<CallbackId> findWaiting(String executionArn);

    /// The number of shards of the due index.
    int shards();

    /// The process that sweeps a busy shard. A strongly consistent read.
    ///
    /// @param shard one of [#shards()], or that number for the index as a whole
    ShardOwner shardOwner(Queue queue, int shard);

    /// Takes a shard, or releases it.
    ///
    /// @param shard one of [#shards()], or that number for the index as a whole
    /// @param owner the process; empty releases the shard
    /// @return whether the write succeeded: no other process has written since `seen`
    boolean acquireShard(Queue queue, int shard, String owner, ShardOwner seen);

    /// Reads a page of records for operators. Scans the table: not for the hot path.
    Page list(Filter filter, int limit, @Nullable String cursor);

    /// The result of a conditional write.
    sealed interface Write {
        /// The write was applied.
        record Applied(Callback callback) implements Write {}

        /// The guard did not hold; nothing was written.
        record ConditionFailed(Callback current) implements Write {}

        /// The record does not exist.
        record NotFound() implements Write {}
    }

    /// A guard, and the mutations to write if it holds.
    record Transition(Guard guard, List<Mutation> mutations) {
        public static Transition of(Guard guard, Mutation... edits) {
            return new Transition(guard, List.of(edits));
        }
    }

    /// The two queues of the due index, so that a backlog of reports never delays a time-out.
    enum Queue {
        TIMERS,
        REPORTS;

        public static Queue of(CallbackState state) {
            return state == CallbackState.SETTLING ? REPORTS : TIMERS;
        }
    }

    /// A page of the due index.
    ///
    /// @param next the start of the next page; null if there is none
    /// @param upcoming the earliest due time after these, where the read has shown one; null does not mean that
    ///     there is none
    record DuePage(
            List<CallbackId> ids,
            @Nullable PageToken next,
            @Nullable Instant upcoming) {

        public DuePage(List<CallbackId> ids, @Nullable PageToken next) {
            this(ids, next, null);
        }
    }

    /// The process that sweeps a shard.
    ///
    /// @param owner the process; empty for none
    /// @param version the version, which increases with every write; 0 if there was none
    record ShardOwner(String owner, long version) {}

    /// A position in a queue.
    record PageToken(Instant due, CallbackId id) {}

    /// A filter of records. A component that is null does not filter.
    ///
    /// @param olderThan only records that entered their state before this time
    /// @param vaultKey only records whose token is sealed with this vault key
    /// @param visible the records that the caller may see: the others are on no page, and no cursor names one
    record Filter(
            @Nullable CallbackState state,
            @Nullable String service,
            @Nullable Instant olderThan,
            @Nullable String vaultKey,
            Predicate<Callback> visible) {

        /// A filter for a caller that may see all records.
        public Filter(@Nullable CallbackState state, @Nullable String service, @Nullable Instant olderThan) {
            this(state, service, olderThan, null, _ -> true);
        }
    }

    /// A page of records.
    ///
    /// @param callbacks the records, maybe fewer than asked for: the ledger reads a bounded number of items for
    ///     one page
    /// @param cursor the start of the next page; null at the end
    record Page(List<Callback> callbacks, @Nullable String cursor) {}

    /// The ledger refuses this record permanently: it is too large, or malformed.
    final class RecordRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RecordRefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The ledger could not be reached, or could not respond.
    class LedgerUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /// Creates the exception for a record that can't be written because other processes write it all the
        /// time.
        public LedgerUnavailableException(String message) {
            super(message);
        }

        public LedgerUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// A newer version has written the record in a way that this one can't read: another process can serve it.
    final class NewerRecordException extends LedgerUnavailableException {
        private static final long serialVersionUID = 1L;

        public NewerRecordException(String message) {
            super(message);
        }
    }
}
