package io.taskgate.testing.callback;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.TokenOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An in-memory ledger with the faults of a real one on request. Orders are compared and stored in their
/// encoded form, like in a store that compares only strings. Thread-safe.
public final class InMemoryLedger implements Ledger {

    private static final int SHARDS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Comparator<PageToken> IN_ORDER =
            Comparator.comparing(PageToken::due).thenComparing(mark -> mark.id().value());

    /// The result of the next write.
    private enum Fault {
        NONE,
        /// The write is applied, but its reply is lost.
        REPLY_LOST,
        /// The write is applied, its reply to the adapter is lost, and the adapter repeats the write.
        REPEATED
    }

    private final TreeMap<String, Callback> records = new TreeMap<>();
    private final Map<String, ShardOwner> holders = new HashMap<>();
    private final Map<CallbackId, Instant> expiries = new HashMap<>();

    /// The queue in which each record's entry of the index stands.
    private final Map<CallbackId, Queue> queues = new HashMap<>();

    private final List<Transition> applied = new ArrayList<>();
    private boolean available = true;
    private boolean writable = true;
    private int refusedWrites;
    private Fault fault = Fault.NONE;
    private @Nullable Runnable between;
    private @Nullable Runnable beforeWrite;
    private volatile Consumer<Optional<Callback>> onFound = _ -> {};
    private int finds;
    private int indexReads;
    private int leaseReads;

    /// Sets whether writes fail while reads succeed, as if only writes were throttled.
    public synchronized void writable(boolean is) {
        writable = is;
    }

    /// Returns the number of writes that failed for this reason.
    public synchronized int refusedWrites() {
        return refusedWrites;
    }

    /// Returns the number of records that were read one by one.
    public synchronized int finds() {
        return finds;
    }

    /// Returns the number of reads of the due index.
    public synchronized int indexReads() {
        return indexReads;
    }

    /// Returns the number of reads of the leases of the index and its shards.
    public synchronized int leaseReads() {
        return leaseReads;
    }

    public synchronized void available(boolean is) {
        available = is;
    }

    /// Applies the next write, then throws [LedgerUnavailableException].
    public synchronized void loseNextReply() {
        fault = Fault.REPLY_LOST;
    }

    /// Applies the next write twice, like an adapter that got no reply; the second write finds the effect of
    /// the first.
    public synchronized void repeatNextWrite(Runnable betweenBoth) {
        fault = Fault.REPEATED;
        between = betweenBoth;
    }

    /// Sets an action that runs between the caller's read and its write.
    public synchronized void beforeNextWrite(Runnable happens) {
        beforeWrite = happens;
    }

    /// Sets an action that runs after each read of one record, on the reader's thread, before the read
    /// returns.
    public void onFound(Consumer<Optional<Callback>> does) {
        onFound = does;
    }

    /// Stores a record as it is.
    public synchronized void put(Callback record) {
        records.put(record.id().value(), stored(record));
        queues.put(record.id(), Queue.of(record.state()));
        notifyAll();
    }

    public synchronized @Nullable Instant expiry(CallbackId id) {
        return expiries.get(id);
    }

    /// Returns all applied transitions.
    public synchronized List<Transition> applied() {
        return List.copyOf(applied);
    }

    /// Waits until a record matches, for changes by other threads.
    public synchronized Callback await(CallbackId id, Predicate<Callback> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Callback current = records.get(id.value());
            if (current != null && wanted.test(current)) {
                return current;
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("after " + PATIENCE.toSeconds() + " s the record is still " + current);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    public Callback await(CallbackId id, CallbackState state) {
        return await(id, current -> current.state() == state);
    }

    @Override
    public Optional<Callback> find(CallbackId id) {
        Optional<Callback> found = read(id);
        onFound.accept(found);
        return found;
    }

    private synchronized Optional<Callback> read(CallbackId id) {
        finds++;
        check();
        return Optional.ofNullable(records.get(id.value()));
    }

    @Override
    public Write create(Callback fresh) {
        return write(() -> createNow(fresh));
    }

    @Override
    public Write apply(CallbackId id, Transition transition) {
        return write(() -> applyNow(id, transition));
    }

    private Write write(java.util.function.Supplier<Write> work) {
        runBefore();
        synchronized (this) {
            check();
            if (!writable) {
                refusedWrites++;
                throw new LedgerUnavailableException("Writes are throttled.", new java.io.IOException("throttled"));
            }
            Write write = work.get();
            notifyAll();
            Fault now = fault;
            fault = Fault.NONE;
            if (now == Fault.NONE) {
                return write;
            }
            if (now == Fault.REPLY_LOST) {
                throw new LedgerUnavailableException("The reply was lost.", new java.io.IOException("reset"));
            }
        }
        Runnable meanwhile = between;
        if (meanwhile != null) {
            meanwhile.run();
        }
        synchronized (this) {
            return work.get();
        }
    }

    private void runBefore() {
        Runnable happens;
        synchronized (this) {
            happens = beforeWrite;
            beforeWrite = null;
        }
        if (happens != null) {
            happens.run();
        }
    }

    private Write createNow(Callback fresh) {
        Callback current = records.get(fresh.id().value());
        if (current != null) {
            return new Write.ConditionFailed(current);
        }
        Callback kept = stored(fresh);
        records.put(fresh.id().value(), kept);
        queues.put(fresh.id(), Queue.of(fresh.state()));
        return new Write.Applied(kept);
    }

    private Write applyNow(CallbackId id, Transition transition) {
        Callback current = records.get(id.value());
        if (current == null) {
            return new Write.NotFound();
        }
        if (!holds(transition.guard(), current)) {
            return new Write.ConditionFailed(current);
        }
        Callback now = current;
        for (Mutation edit : transition.mutations()) {
            now = edited(now, edit);
        }
        now = stored(now);
        records.put(id.value(), now);
        if (transition.mutations().stream().anyMatch(edit -> movesDue(current, edit))) {
            queues.put(id, Queue.of(now.state()));
        }
        applied.add(transition);
        return new Write.Applied(now);
    }

    private static boolean isDueBy(Callback record, Instant latest) {
        return record.dueAt() != null && !record.dueAt().isAfter(latest);
    }

    private static boolean movesDue(Callback was, Mutation edit) {
        return edit instanceof Mutation.SetDue
                || (edit instanceof Mutation.BringDueForward forward && !isDueBy(was, forward.latest()));
    }

    private static boolean holds(Guard.HeartbeatCondition beat, @Nullable Instant current) {
        return switch (beat) {
            case Guard.HeartbeatCondition.Unchanged(Instant at) -> java.util.Objects.equals(current, at);
            case Guard.HeartbeatCondition.NotAfter(Instant at) -> current == null || !current.isAfter(at);
        };
    }

    static boolean holds(Guard guard, Callback current) {
        Outcome outcome = current.outcome();
        return (guard.states().isEmpty() || guard.states().contains(current.state()))
                && (guard.generation() == null || guard.generation() == current.generation())
                && (guard.fence() == null || guard.fence() == current.lease().fence())
                && (guard.operationId() == null
                        || (outcome != null && outcome.operationId().equals(guard.operationId())))
                && (guard.heartbeat() == null
                        || holds(guard.heartbeat(), current.heartbeatState().lastAt()))
                && (!guard.noLate() || current.lateAnswer() == null)
                && (guard.linksOf() == null || guard.linksOf() > current.revokedLinks())
                && (guard.dispatch() == null || guard.dispatch() == current.dispatch())
                && (guard.due() == null || Objects.equals(guard.due().at(), current.dueAt()))
                && (guard.ownership() == null
                        || Objects.equals(guard.ownership().owner(), current.owner()));
    }

    private Callback edited(Callback was, Mutation edit) {
        CallbackDraft to = new CallbackDraft(was);
        switch (edit) {
            case Mutation.SetState(CallbackState state, Instant at, String reason) -> {
                to.state = state;
                to.changedAt = at;
                to.reason = reason;
            }
            case Mutation.NextGeneration generation -> {
                to.generation = generation.number();
                to.order = generation.order();
                to.task = generation.task();
                to.past = generation.past();
                to.history = generation.history();
            }
            case Mutation.SetOwner(CallbackOwner owner) -> to.owner = owner;
            case Mutation.SetOutcome(Outcome outcome) -> to.outcome = outcome;
            case Mutation.SetLease(Callback.Lease lease) -> to.lease = lease;
            case Mutation.SetDispatch set -> {
                to.dispatch = set.dispatch();
                to.request = set.request();
            }
            case Mutation.ResetHeartbeat(Instant deadline) ->
                to.pulse = new Callback.HeartbeatState(null, deadline, 0, null);
            case Mutation.RecordHeartbeat beat ->
                to.pulse = new Callback.HeartbeatState(
                        beat.at(),
                        beat.deadline(),
                        was.heartbeatState().count() + 1,
                        beat.progress() == null ? was.heartbeatState().progress() : beat.progress());
            case Mutation.SetLateAnswer(Outcome late) -> to.late = late;
            case Mutation.RevokeLinks(long through) -> to.revokedLinks = through;
            case Mutation.SetDue(Instant at) -> to.dueAt = at;
            case Mutation.BringDueForward forward -> {
                if (!isDueBy(was, forward.latest())) {
                    to.dueAt = forward.at();
                }
            }
            case Mutation.SetExpiry(Instant at) -> {
                if (at == null) {
                    expiries.remove(was.id());
                } else {
                    expiries.put(was.id(), at);
                }
            }
            case Mutation.AppendHistory(Callback.HistoryEntry entry) -> {
                to.history = new ArrayList<>(was.history());
                to.history.add(entry);
            }
        }
        return to.record();
    }

    private static Callback stored(Callback record) {
        CallbackDraft to = new CallbackDraft(record);
        to.order = TokenOrder.decode(record.order().encoded());
        to.past = List.copyOf(record.pastGenerations());
        to.history = List.copyOf(record.history());
        return to.record();
    }

    @Override
    public synchronized boolean withdraw(Callback registered) {
        check();
        Callback current = records.get(registered.id().value());
        if (current == null) {
            return true;
        }
        boolean untouched = current.state() == CallbackState.PENDING
                && current.generation() == registered.generation()
                && current.registeredTask()
                        .tokenDigest()
                        .equals(registered.registeredTask().tokenDigest())
                && current.dispatch() == Callback.Dispatch.NEEDED
                && Objects.equals(current.dueAt(), registered.dueAt())
                && current.heartbeatState().lastAt() == null;
        if (untouched) {
            records.remove(registered.id().value());
        }
        return untouched;
    }

    @Override
    public synchronized List<CallbackId> findWaiting(String executionArn) {
        check();
        return records.values().stream()
                .filter(record -> record.state() == CallbackState.PENDING)
                .filter(record -> executionArn.equals(record.registeredTask().executionArn()))
                .map(Callback::id)
                .toList();
    }

    @Override
    public synchronized DuePage due(Queue queue, int shard, Instant now, int limit, @Nullable PageToken after) {
        check();
        indexReads++;
        List<PageToken> due = inOrder(queue, shard)
                .filter(mark -> !mark.due().isAfter(now))
                .filter(mark -> after == null || IN_ORDER.compare(mark, after) > 0)
                .toList();
        List<CallbackId> page = due.stream().limit(limit).map(PageToken::id).toList();
        Instant upcoming = inOrder(queue, shard)
                .map(PageToken::due)
                .filter(at -> at.isAfter(now))
                .findFirst()
                .orElse(null);
        return due.size() > limit ? new DuePage(page, due.get(limit - 1)) : new DuePage(page, null, upcoming);
    }

    private Stream<PageToken> inOrder(Queue queue, int shard) {
        return records.values().stream()
                .filter(record -> queues.get(record.id()) == queue)
                .filter(record -> Math.floorMod(record.id().hashCode(), SHARDS) == shard)
                .filter(record -> record.dueAt() != null)
                .map(record -> new PageToken(Objects.requireNonNull(record.dueAt()), record.id()))
                .sorted(IN_ORDER);
    }

    @Override
    public synchronized ShardOwner shardOwner(Queue queue, int shard) {
        check();
        leaseReads++;
        return holders.getOrDefault(queue + "/" + shard, new ShardOwner("", 0));
    }

    @Override
    public synchronized boolean acquireShard(Queue queue, int shard, String owner, ShardOwner seen) {
        boolean stands = shardOwner(queue, shard).version() == seen.version();
        if (stands) {
            holders.put(queue + "/" + shard, new ShardOwner(owner, seen.version() + 1));
        }
        return stands;
    }

    @Override
    public int shards() {
        return SHARDS;
    }

    @Override
    public synchronized Page list(Filter filter, int limit, @Nullable String cursor) {
        check();
        List<Callback> rest = (cursor == null ? records : records.tailMap(cursor, false))
                .values().stream()
                        .filter(record -> filter.state() == null || filter.state() == record.state())
                        .filter(record ->
                                filter.service() == null || filter.service().equals(record.service()))
                        .filter(record ->
                                filter.olderThan() == null || record.changedAt().isBefore(filter.olderThan()))
                        .filter(record -> filter.vaultKey() == null
                                || record.task() != null
                                        && filter.vaultKey()
                                                .equals(record.task().token().keyId()))
                        .filter(filter.visible())
                        .limit(limit + 1L)
                        .toList();
        List<Callback> page = rest.subList(0, Math.min(limit, rest.size()));
        return new Page(page, rest.size() > limit ? page.getLast().id().value() : null);
    }

    private void check() {
        if (!available) {
            throw new LedgerUnavailableException("The ledger is set to unavailable.", new java.io.IOException());
        }
    }
}
