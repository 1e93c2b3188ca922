package io.taskgate.batch.drive;

import io.taskgate.batch.gather.ResultGatherer;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.runner.ActiveBatches;
import io.taskgate.batch.runner.BatchMetrics;
import io.taskgate.batch.runner.BatchSignal;
import io.taskgate.batch.runner.ParentTask;
import io.taskgate.batch.runner.RunnerCompletionHandler;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.sweep.SweepRole;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.ratelimit.RateLimiter;
import io.taskgate.runtime.Sleeper;
import io.taskgate.runtime.StalenessTracker;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Ensures that each batch that is not over is driven by one process. Any number of replicas may sweep at once:
/// a batch is taken by a conditional write on its version. Thread-safe, but for its passes.
@Singleton
public final class BatchSweeper {

    private static final Logger LOG = Logger.getLogger(BatchSweeper.class);

    /// The time for which a batch's version may stay the same before another process takes it over.
    static final Duration LEASE = Duration.ofSeconds(8);

    /// The largest number of driven batches of one depth. A batch waits for deeper ones only: with a bound for
    /// each depth, the deepest always proceed, and with them those above.
    static final int MAX_DRIVEN = 32;

    /// The largest number of batches that hold items or results in memory: the inputs of 32 runners while they
    /// are started, a page of results while they are gathered.
    private static final int MAX_IN_MEMORY = 16;

    /// The page size of the due index: more than the batches that can wait for their turn, so that none hides a
    /// deeper one.
    private static final int PAGE = 1_000;

    /// The pauses between two reads of the index while nothing is due there, for the process that reads it, in
    /// nanoseconds: eight shards are read 0.4 times a second then.
    private static final long SHORTEST_PAUSE = Duration.ofSeconds(1).toNanos();

    private static final long LONGEST_PAUSE = Duration.ofSeconds(20).toNanos();
    private static final long NEVER = Long.MIN_VALUE;

    /// The token bucket of StopExecution in the smaller regions (Service Quotas, 2026-08). A stopped runner
    /// delays no other work.
    private static final double STOP_BURST = 250;

    private static final double STOP_REFILL = 12;

    private final BatchLedger ledger;
    private final ActiveBatches drives;
    private final SweepRole role;
    private final Clock clock;
    private final DriverContext context;
    private final String self = UUID.randomUUID().toString();
    private final StalenessTracker<BatchId, Long> watch;
    private final Map<BatchId, Integer> depths = new ConcurrentHashMap<>();
    private final Map<BatchId, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private final Sleeper sleeper;
    private long lastPass = NEVER;
    private long pause;

    public BatchSweeper(
            BatchLedger ledger,
            RunnerExecutions runners,
            SourceStore sources,
            PayloadStoreProvider stores,
            SpoolFactory spools,
            RunnerCompletionHandler ends,
            ActiveBatches drives,
            ParentTask parent,
            RunnerLinkSigner links,
            BatchMetrics meters,
            BatchPolicy policy,
            SweepRole role,
            Clock clock,
            Sleeper sleeper) {
        this.ledger = ledger;
        this.role = role;
        this.drives = drives;
        this.clock = clock;
        this.sleeper = sleeper;
        this.watch = new StalenessTracker<>(sleeper);
        meters.driven(drives);
        RateLimiter limiter = new RateLimiter(policy.startBurst(), policy.startRate(), sleeper);
        RunnerStarter starter = new RunnerStarter(ledger, runners, sources, stores, ends, links, meters, limiter);
        RunnerStopper stopper = new RunnerStopper(ledger, runners, new RateLimiter(STOP_BURST, STOP_REFILL, sleeper));
        this.context = new DriverContext(
                new DriverContext.Leasing(ledger, self, clock, sleeper),
                new DriverContext.Source(sources, stores, spools, policy),
                new DriverContext.Runners(runners, starter, stopper, ends, policy.reconcileInterval()),
                new DriverContext.Completion(
                        new ResultGatherer(ledger, stores, spools), parent, new BatchAttemptFactory(links), meters),
                new DriverBulkhead(MAX_IN_MEMORY, sleeper));
    }

    /// Runs one pass, if this process reads the index and its time has come. Not to be run concurrently in one process.
    public void sweep() {
        boolean isTime = switch (role.current()) {
            case ALL -> true;
            case SCHEDULED -> lastPass == NEVER || sleeper.nanoTime() - lastPass >= pause;
            case NONE -> false;
        };
        if (isTime) {
            lastPass = sleeper.nanoTime();
            boolean isIdle = !pass();
            pause = isIdle ? Math.min(2 * Math.max(pause, SHORTEST_PAUSE), LONGEST_PAUSE) : 0;
        }
    }

    /// @return whether a batch was due
    private boolean pass() {
        Set<BatchId> seen = new HashSet<>();
        for (int shard = 0; shard < ledger.shards(); shard++) {
            for (BatchId id : ledger.due(shard, clock.instant(), PAGE)) {
                seen.add(id);
                process(id);
            }
        }
        watch.retain(seen);
        depths.keySet().retainAll(seen);
        return !seen.isEmpty();
    }

    /// Takes a batch if no process drives it.
    public void process(BatchId id) {
        if (drives.isStopped() || drives.isDriven(id)) {
            return;
        }
        if (isFull(depths.get(id))) {
            role.askForHelp();
            return;
        }
        Optional<Batch> found = ledger.find(id).filter(batch -> !batch.isClosed());
        found.ifPresent(batch -> depths.put(id, batch.depth()));
        if (found.isEmpty() || isFull(found.get().depth())) {
            found.ifPresent(_ -> role.askForHelp());
            return;
        }
        if (!found.get().lease().holder().isEmpty() && !isAbandoned(found.get())) {
            return;
        }
        Batch taken = found.get().withLease(self, clock.instant().plus(LEASE));
        if (ledger.save(taken)) {
            if (!found.get().lease().holder().isEmpty()) {
                LOG.warnf("Took over a batch whose process stopped: batchId=%s", id);
            }
            drives.register(taken).ifPresent(signal -> run(taken, signal));
        }
    }

    /// Returns whether this process drives as many batches of this depth as it may.
    ///
    /// @param depth null if it is not known yet
    private boolean isFull(@Nullable Integer depth) {
        return depth != null && drives.count(depth) >= MAX_DRIVEN;
    }

    private boolean isAbandoned(Batch batch) {
        return watch.unchangedFor(batch.id(), batch.lease().version()) >= LEASE.toNanos();
    }

    private void run(Batch taken, BatchSignal signal) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        underWay.put(taken.id(), end);
        Thread.ofVirtual().name("batch " + taken.id()).start(() -> {
            try {
                new BatchDriver(context, taken, signal).run();
            } catch (LeasedBatch.LeaseLostException e) {
                LOG.infof("Another process took over the batch: batchId=%s", taken.id());
            } catch (LedgerUnavailableException
                    | StoreUnavailableException
                    | EvaluationUnavailableException
                    | UncheckedIOException e) {
                LOG.warnf(
                        "Driving the batch failed; the sweep will retry it: batchId=%s cause=%s",
                        taken.id(), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.errorf(e, "Driving the batch failed unexpectedly; the sweep will retry it: batchId=%s", taken.id());
            } finally {
                underWay.remove(taken.id());
                drives.unregister(taken.id());
                end.complete(null);
            }
        });
    }

    /// Releases all batches, so that other processes take them.
    public void stop(Duration grace) throws InterruptedException {
        drives.stop();
        CompletableFuture<?>[] begun = underWay.values().toArray(CompletableFuture[]::new);
        try {
            var _ = sleeper.await(CompletableFuture.allOf(begun), grace);
        } catch (TimeoutException e) {
            LOG.warn("Batch could not be released before shutdown; another process takes it over in 8 s");
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for the end of a driver must not fail.", e);
        }
    }
}
