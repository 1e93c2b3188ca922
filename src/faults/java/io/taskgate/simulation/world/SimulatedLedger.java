package io.taskgate.simulation.world;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.testing.callback.InMemoryLedger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The table that all gateways share. Calls take time and may fail before or after they are applied. The due
/// index shows a write later than the table does.
final class SimulatedLedger implements Ledger {

    private static final Duration FAST = Duration.ofMillis(1);
    private static final Duration USUAL = Duration.ofMillis(12);
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration SLOWEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_LAG = Duration.ofSeconds(2);
    private static final Duration LONGEST_THROTTLING = Duration.ofSeconds(8);

    private final InMemoryLedger table = new InMemoryLedger();
    private final SimulatedScheduler scheduler;
    private final SimulatedFaultSchedule faults;
    private final Map<CallbackId, Long> shownAt = new LinkedHashMap<>();
    private final Map<CallbackId, Report> reports = new LinkedHashMap<>();
    private long throttledUntil;

    SimulatedLedger(SimulatedScheduler scheduler, SimulatedFaultSchedule faults) {
        this.scheduler = scheduler;
        this.faults = faults;
    }

    /// Returns the current record for the checker; simulated time does not advance.
    Optional<Callback> current(CallbackId id) {
        return table.find(id);
    }

    void keep(Callback record) {
        Write written = table.create(record);
        if (!(written instanceof Write.Applied)) {
            throw new IllegalStateException("The record exists already: " + record.id());
        }
    }

    private void pass() {
        boolean slow = faults.occurs(SimulatedFault.LEDGER_SLOW);
        Duration time = slow ? faults.between(SLOW, SLOWEST) : faults.between(FAST, USUAL);
        SimulatedHost host = caller();
        if (slow && host != null) {
            host.failed(time);
        }
        scheduler.sleep(time);
    }

    /// Reads from the table; also used for items other than callbacks.
    <T> T read(Supplier<T> read) {
        SimulatedClock.Reply reply = SimulatedClock.Reply.awaited(scheduler);
        pass();
        if (faults.occurs(SimulatedFault.LEDGER_FAILED)) {
            throw away("no connection");
        }
        T found = read.get();
        reply.dated();
        pass();
        reply.arrived();
        return found;
    }

    /// Writes to the table; also used for items other than callbacks.
    ///
    /// @param id the callback in the due index; null for other items
    <T> T write(@Nullable CallbackId id, Supplier<T> write) {
        try {
            return carryOut(id, write);
        } catch (LedgerUnavailableException e) {
            // The reporting process does not know the state of the record now, so another process must take
            // the report over.
            if (id != null) {
                reports.computeIfPresent(id, (_, report) -> report.ofNobody());
            }
            throw e;
        }
    }

    private <T> T carryOut(@Nullable CallbackId id, Supplier<T> write) {
        SimulatedClock.Reply reply = SimulatedClock.Reply.awaited(scheduler);
        pass();
        if (faults.occurs(SimulatedFault.LEDGER_THROTTLED)) {
            throttledUntil =
                    scheduler.now() + faults.between(SLOW, LONGEST_THROTTLING).toNanos();
        }
        if (!faults.isHealed() && scheduler.now() < throttledUntil) {
            throw away("throttled");
        }
        if (faults.occurs(SimulatedFault.LEDGER_FAILED)) {
            throw away("no connection");
        }
        T written = write.get();
        reply.dated();
        if (id != null && faults.occurs(SimulatedFault.INDEX_LAG)) {
            shownAt.put(
                    id,
                    scheduler.now() + faults.between(Duration.ZERO, LONGEST_LAG).toNanos());
        }
        pass();
        if (faults.occurs(SimulatedFault.LEDGER_REPLY_LOST)) {
            throw away("the reply was lost");
        }
        reply.arrived();
        return written;
    }

    private LedgerUnavailableException away(String why) {
        failed();
        return new LedgerUnavailableException("The ledger is unavailable: " + why, new IOException(why));
    }

    private void failed() {
        SimulatedHost host = caller();
        if (host != null) {
            host.failed(Duration.ZERO);
        }
    }

    /// Returns the process whose call is running.
    @Nullable SimulatedHost caller() {
        return scheduler.running();
    }

    /// Returns the nanoseconds since the start of the run.
    long now() {
        return scheduler.now();
    }

    /// Returns the callbacks whose report a process has started and neither ended nor released, although it
    /// could.
    List<CallbackId> reportedBy(SimulatedHost host) {
        return reports.entrySet().stream()
                .filter(report -> host.equals(report.getValue().by()))
                .filter(report -> table.find(report.getKey())
                        .filter(current -> current.state() == CallbackState.SETTLING
                                && current.lease().held()
                                && current.generation() == report.getValue().generation()
                                && current.lease().fence() == report.getValue().fence())
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// A report that a process has started.
    ///
    /// @param by null if the process does not know the state of the record
    private record Report(@Nullable SimulatedHost by, long generation, long fence) {

        Report ofNobody() {
            return new Report(null, generation, fence);
        }

        boolean isSameAs(Report other) {
            return generation == other.generation && fence == other.fence;
        }
    }

    private Write noted(Write written) {
        SimulatedHost by = caller();
        if (by != null
                && written instanceof Write.Applied(Callback callback)
                && callback.state() == CallbackState.SETTLING
                && callback.lease().held()) {
            // Another process may also write to a record during its report, for example a late answer.
            Report begun =
                    new Report(by, callback.generation(), callback.lease().fence());
            reports.merge(callback.id(), begun, (known, now) -> known.isSameAs(now) ? known : now);
        }
        return written;
    }

    private boolean isShown(CallbackId id) {
        return shownAt.getOrDefault(id, 0L) <= scheduler.now();
    }

    @Override
    public Optional<Callback> find(CallbackId id) {
        return read(() -> table.find(id));
    }

    @Override
    public Write create(Callback fresh) {
        return write(fresh.id(), () -> noted(table.create(fresh)));
    }

    @Override
    public Write apply(CallbackId id, Transition transition) {
        return write(id, () -> noted(table.apply(id, transition)));
    }

    @Override
    public boolean withdraw(Callback registered) {
        return write(registered.id(), () -> table.withdraw(registered));
    }

    @Override
    public DuePage due(Queue queue, int shard, Instant now, int limit, @Nullable PageToken after) {
        return read(() -> {
            DuePage due = table.due(queue, shard, now, limit, after);
            return new DuePage(due.ids().stream().filter(this::isShown).toList(), due.next(), due.upcoming());
        });
    }

    @Override
    public List<CallbackId> findWaiting(String executionArn) {
        return read(() ->
                table.findWaiting(executionArn).stream().filter(this::isShown).toList());
    }

    @Override
    public int shards() {
        return table.shards();
    }

    @Override
    public ShardOwner shardOwner(Queue queue, int shard) {
        return read(() -> table.shardOwner(queue, shard));
    }

    @Override
    public boolean acquireShard(Queue queue, int shard, String owner, ShardOwner seen) {
        return write(null, () -> table.acquireShard(queue, shard, owner, seen));
    }

    @Override
    public Page list(Filter filter, int limit, @Nullable String cursor) {
        return read(() -> table.list(filter, limit, cursor));
    }
}
