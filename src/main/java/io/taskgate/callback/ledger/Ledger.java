package io.taskgate.callback.ledger;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The store of records: the one place where a decision becomes true. Every write is conditional; a refused
/// one shows the record that stands. Safe for use by many threads.
///
/// Its calls throw [LedgerUnavailableException] when the store can't be reached or is throttled: nothing is
/// known to be
/// written then, and nothing may be acknowledged.
public interface Ledger {

    /// Of one execution: it ends at 25,000 events, and each task takes several.
    int MOST_WAITING = 5_000;

    /// A strongly consistent read.
    Optional<Callback> find(CallbackId id);

    /// Writes a record that does not exist yet (∅ → PENDING, ∅ → EARLY).
    Write create(Callback fresh);

    /// Writes the edits if the record stands as the guard asks.
    Write apply(CallbackId id, Transition transition);

    /// Takes back a registration whose request was refused, if nothing has happened to it: it is due when it
    /// was due as
    /// it was written.
    ///
    /// @return whether it is gone; also where a first try took it away and its reply was lost
    boolean withdraw(Callback registered);

    /// A page of what is due, by the sparse index, the longest due first: a hint, to be acted on only by a
    /// guarded write.
    ///
    /// @param shard one of [#shards()]
    /// @param after where the page before ended; null for the first
    Due due(Queue queue, int shard, Instant now, int limit, @Nullable Mark after);

    /// Callbacks that wait for an execution, by a sparse index: a hint, and of a registration of just now it
    /// may know nothing yet. At most [#MOST_WAITING].
    List<CallbackId> waitingIn(String executionArn);

    /// How many shards the due index has.
    int shards();

    /// Who sweeps a part of the due index while it is busy. A strongly consistent read.
    Holder holder(Queue queue, int shard);

    /// @param owner empty gives the part back
    /// @return whether this was written: nobody has written since `seen`
    boolean hold(Queue queue, int shard, String owner, Holder seen);

    /// A page of records, for operators. Reads the table: not for the hot path.
    Page list(Filter filter, int limit, @Nullable String cursor);

    /// What a conditional write came to.
    sealed interface Write {
        /// It is true now.
        record Written(Callback now) implements Write {}

        /// The guard did not hold; this stands instead.
        record Refused(Callback standing) implements Write {}

        /// There is no such record.
        record Absent() implements Write {}
    }

    /// A guard and what to write if it holds.
    record Transition(Guard guard, List<Mutation> edits) {
        public static Transition of(Guard guard, Mutation... edits) {
            return new Transition(guard, List.of(edits));
        }
    }

    /// What is due stands in two queues, so that a backlog of reports never stands before a time-out.
    enum Queue {
        TIMERS,
        REPORTS;

        public static Queue of(CallbackState state) {
            return state == CallbackState.SETTLING ? REPORTS : TIMERS;
        }
    }

    /// @param next where the next page starts; null when there is none
    record Due(List<CallbackId> ids, @Nullable Mark next) {}

    /// @param owner   empty where nobody is
    /// @param version goes up with every write; 0 where there was none
    record Holder(String owner, long version) {}

    /// A place in a queue.
    record Mark(Instant due, CallbackId id) {}

    /// Null members don't filter.
    ///
    /// @param olderThan only records that came into their state before this
    /// @param vaultKey  only records whose token is sealed under this vault key
    /// @param visible   what the caller may see: the others count for no page, and no cursor names one
    record Filter(
            @Nullable CallbackState state,
            @Nullable String service,
            @Nullable Instant olderThan,
            @Nullable String vaultKey,
            Predicate<Callback> visible) {

        /// Of all records.
        public Filter(@Nullable CallbackState state, @Nullable String service, @Nullable Instant olderThan) {
            this(state, service, olderThan, null, _ -> true);
        }
    }

    /// @param callbacks as many as were asked for, or fewer: the ledger reads so much and no more for one page
    /// @param cursor    where the next page starts; null at the end
    record Page(List<Callback> callbacks, @Nullable String cursor) {}

    /// The ledger will not take this record, however often it is asked: it is too large, or malformed.
    final class RecordRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RecordRefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The ledger could not be asked, or could not answer.
    final class LedgerUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /// For a record that can't be written because others write it all the time.
        public LedgerUnavailableException(String message) {
            super(message);
        }

        public LedgerUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
