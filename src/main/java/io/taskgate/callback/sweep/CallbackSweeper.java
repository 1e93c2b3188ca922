package io.taskgate.callback.sweep;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.UpcomingCallbacks;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.runtime.ClockHealth;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Finds the callbacks that are due, page by page in every shard of every queue, and has each one processed by
/// [DueCallbackProcessor]. One process of a fleet reads the index while little is due ([SweepRole]); any number of
/// replicas may sweep at once: the index is a hint, and every write is guarded. Thread-safe.
@Singleton
public final class CallbackSweeper {

    private static final Logger LOG = Logger.getLogger(CallbackSweeper.class);

    /// The number of records in one page of the due index.
    private static final int PAGE_SIZE = 100;

    /// The number of callbacks of one queue that are processed concurrently: each takes a connection to the
    /// ledger.
    private static final int MAX_CONCURRENT = 32;

    /// The duration after which a pass reads no further page: the next pass begins again with the callbacks
    /// that have been due the longest.
    private static final Duration MAX_PASS = Duration.ofSeconds(2);

    /// The maximum number of reports that a pass reads while the queue for successes or the one for failures is
    /// full. Both kinds are mixed in the index, and the kind of a report is known only after reading it.
    private static final int MAX_SCANNED = 200;

    /// The time for which a process that does not read the index waits for the one that does.
    private static final Duration OTHERS_GRACE = Duration.ofSeconds(2);

    private static final Duration ROOM_POLL = Duration.ofMillis(20);

    private final Ledger ledger;
    private final DueCallbackProcessor processor;
    private final OutcomeReporter reporter;
    private final ClockHealth clockHealth;
    private final Sleeper sleeper;
    private final Clock clock;
    private final ShardLeases leases;
    private final SweepRole role;
    private final UpcomingCallbacks upcoming;
    private final ReadSchedule schedule;
    private final SweepMetrics metrics;
    private final Map<Ledger.Queue, Semaphore> permits = new EnumMap<>(Ledger.Queue.class);
    private final ReentrantLock passLock = new ReentrantLock();
    private volatile boolean stopped;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public CallbackSweeper(
            Ledger ledger,
            DueCallbackProcessor processor,
            OutcomeReporter reporter,
            ClockHealth clockHealth,
            Sleeper sleeper,
            Clock clock,
            SweepRole role,
            UpcomingCallbacks upcoming,
            SweepMetrics metrics) {
        this.ledger = ledger;
        this.processor = processor;
        this.reporter = reporter;
        this.clockHealth = clockHealth;
        this.sleeper = sleeper;
        this.leases = new ShardLeases(ledger, sleeper);
        this.clock = clock;
        this.role = role;
        this.upcoming = upcoming;
        this.schedule = new ReadSchedule(sleeper);
        this.metrics = metrics;
        for (Ledger.Queue queue : Ledger.Queue.values()) {
            permits.put(queue, new Semaphore(MAX_CONCURRENT));
        }
    }

    /// Runs one pass over every shard, after the pass that is running.
    ///
    /// @return whether more is due than the pass had time for: the next one should begin at once
    public boolean sweep() {
        passLock.lock();
        try {
            return !stopped && sweepNow();
        } finally {
            passLock.unlock();
        }
    }

    /// Starts nothing more, and waits for the pass that is running: its clients are about to be closed.
    public void stop(Duration within) throws InterruptedException {
        stopped = true;
        CompletableFuture<Void> ended = CompletableFuture.runAsync(this::awaitPass, threads);
        try {
            var _ = sleeper.await(ended, within);
            role.release();
        } catch (TimeoutException e) {
            LOG.warnf("A pass of the sweep did not end before shutdown: waited=%s", within);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for a lock must not fail.", e);
        }
    }

    private void awaitPass() {
        passLock.lock();
        try {
            LOG.debug("No pass of the sweep is running");
        } finally {
            passLock.unlock();
        }
    }

    /// Returns whether every action that a pass has started has ended.
    public boolean isIdle() {
        return processor.isIdle();
    }

    private boolean sweepNow() {
        if (!clockHealth.isTrusted()) {
            LOG.warn("Skipped the sweep: the clock is not trusted");
            metrics.ended(SweepMetrics.End.CLOCK_SKEW);
            processor.reads(role.renew(false) != SweepRole.Share.NONE);
            return false;
        }
        try {
            boolean cutOff = runPass();
            metrics.ended(SweepMetrics.End.COMPLETED);
            return cutOff;
        } catch (Ledger.LedgerUnavailableException e) {
            metrics.ended(SweepMetrics.End.LEDGER_UNAVAILABLE);
            throw e;
        }
    }

    /// The state that the parts of one pass share.
    ///
    /// @param end    the reading of the monotonic clock in nanoseconds after which no part reads another page
    /// @param seen   the callbacks that were due
    /// @param scanned how many reports were read although those of one kind find no room
    /// @param cutOff whether a part had more when the time was over
    /// @param outage whether the ledger failed: nothing more is processed then
    /// @param busy   whether a part had more than a page
    private record Pass(
            SweepRole.Share share,
            long end,
            Set<CallbackId> seen,
            AtomicInteger scanned,
            AtomicBoolean cutOff,
            AtomicBoolean outage,
            AtomicBoolean busy) {}

    private boolean runPass() {
        Pass pass = new Pass(
                renewRole(),
                sleeper.nanoTime() + MAX_PASS.toNanos(),
                ConcurrentHashMap.newKeySet(),
                new AtomicInteger(),
                new AtomicBoolean(),
                new AtomicBoolean(),
                new AtomicBoolean());
        List<Future<?>> parts = new ArrayList<>(processOwn(pass));
        for (Ledger.Queue queue : Ledger.Queue.values()) {
            for (int shard = 0; shard < ledger.shards(); shard++) {
                int part = shard;
                if (isTime(queue, shard, pass.share())) {
                    parts.add(threads.submit(() -> sweepShard(queue, part, pass)));
                }
            }
        }
        awaitAll(parts, "Sweeping a shard failed; the next pass will retry it: cause=%s");
        leases.passEnded();
        role.passEnded(pass.busy.get());
        processor.retain(pass.seen);
        return pass.cutOff.get();
    }

    private SweepRole.Share renewRole() {
        try {
            SweepRole.Share share = role.renew(true);
            processor.reads(share != SweepRole.Share.NONE);
            return share;
        } catch (Ledger.LedgerUnavailableException e) {
            processor.ledgerFailed();
            throw e;
        }
    }

    private boolean isTime(Ledger.Queue queue, int shard, SweepRole.Share share) {
        return switch (share) {
            case ALL -> true;
            case SCHEDULED -> schedule.isTime(queue, shard);
            case NONE -> false;
        };
    }

    /// Processes what this process has written itself and is due, without reading the index. A process that does not
    /// read the index leaves the first go to the one that does.
    private List<Future<?>> processOwn(Pass pass) {
        Instant now = clock.instant();
        List<UpcomingCallbacks.Due> own = switch (pass.share()) {
            case ALL -> {
                var _ = upcoming.takeDue(now, Duration.ZERO);
                yield List.of();
            }
            case SCHEDULED -> upcoming.takeDue(now, Duration.ZERO);
            case NONE -> {
                schedule.clear();
                yield upcoming.takeDue(now, OTHERS_GRACE);
            }
        };
        List<Future<?>> begun = new ArrayList<>();
        for (UpcomingCallbacks.Due due : own) {
            pass.seen.add(due.id());
            begun.add(submit(due.queue(), due.id(), pass));
        }
        return begun;
    }

    /// Reads page by page while this process holds the lease of a shard with more than one page, so that
    /// callbacks that can't be processed now do not hide those that can.
    private void sweepShard(Ledger.Queue queue, int shard, Pass pass) {
        Instant now = clock.instant();
        Ledger.PageToken after = null;
        do {
            Ledger.DuePage page = ledger.due(queue, shard, now, PAGE_SIZE, after);
            pass.seen.addAll(page.ids());
            if (after == null) {
                schedule.read(queue, shard, !page.ids().isEmpty(), page.upcoming(), now);
            }
            if (page.next() != null) {
                pass.busy.set(true);
            }
            // Asked once in each pass: each time may cost a read and a write.
            if (after == null && !leases.maySweep(queue, shard, page.next() != null)) {
                return;
            }
            List<? extends Future<?>> inFlight =
                    page.ids().stream().map(id -> submit(queue, id, pass)).toList();
            awaitAll(inFlight, "Processing a due callback failed; the next pass will retry it: cause=%s");
            after = page.next();
        } while (after != null && !stopped && sleeper.nanoTime() < pass.end);
        if (after != null) {
            pass.cutOff.set(true);
        }
    }

    /// Waits until the rate limit lets the allowed number of concurrent reports wait. So a backlog is read as
    /// fast as it is reported: the rate limiter always has waiting calls, and few reports are taken over only
    /// to be postponed again.
    ///
    /// @return false if the pass ends before
    private boolean awaitRoom(Pass pass) {
        while (pass.cutOff.get() || !reporter.hasCapacity(MAX_CONCURRENT)) {
            if (pass.cutOff.get()) {
                return false;
            }
            if (reporter.hasAnyCapacity() && pass.scanned.incrementAndGet() <= MAX_SCANNED) {
                return true;
            }
            if (stopped || pass.outage.get() || sleeper.nanoTime() >= pass.end) {
                pass.cutOff.set(true);
                return false;
            }
            try {
                sleeper.sleep(ROOM_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private Future<?> submit(Ledger.Queue queue, CallbackId id, Pass pass) {
        Semaphore permit = Objects.requireNonNull(permits.get(queue));
        return threads.submit(() -> {
            permit.acquireUninterruptibly();
            try {
                boolean hasRoom = queue != Ledger.Queue.REPORTS || awaitRoom(pass);
                if (hasRoom && !stopped && !pass.outage.get()) {
                    processor.process(id);
                }
            } catch (Ledger.NewerRecordException e) {
                LOG.debugf("Due callback is left to a newer version: error=\"%s\"", e.getMessage());
            } catch (Ledger.LedgerUnavailableException e) {
                pass.outage.set(true);
                throw e;
            } finally {
                permit.release();
            }
        });
    }

    /// Waits for each task, also after one has failed: everything that a pass has started ends before the next
    /// one begins, and an outage of hours leaves nothing behind.
    ///
    /// @throws Ledger.LedgerUnavailableException if it ended one of them: no other write will succeed now
    private static void awaitAll(List<? extends Future<?>> tasks, String failureFormat) {
        Ledger.@Nullable LedgerUnavailableException outage = null;
        for (Future<?> task : tasks) {
            try {
                await(task, failureFormat);
            } catch (Ledger.LedgerUnavailableException e) {
                outage = e;
            }
        }
        if (outage != null) {
            throw outage;
        }
    }

    /// @throws Ledger.LedgerUnavailableException if it ended the task
    private static void await(Future<?> task, String failureFormat) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Ledger.LedgerUnavailableException unavailable) {
                throw unavailable;
            }
            LOG.warnf(failureFormat, e.getCause());
        }
    }
}
