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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sees to it that each batch that is not over has one process that drives it. Any number of replicas may sweep
/// at once: a batch is taken by a conditional write on its version.
@Singleton
public final class BatchSweeper {

    private static final Logger LOG = Logger.getLogger(BatchSweeper.class);

    /// How long a batch's version may stand still before another process takes it over.
    static final Duration LEASE = Duration.ofSeconds(8);

    /// Batches of one depth that are driven at once. A batch waits for deeper ones only: bounded for each
    /// depth, the deepest always go on, and with them those above.
    static final int MOST_DRIVEN = 32;

    /// Batches that hold items or results in memory at once: 32 runners' inputs while they are started, a page
    /// of results while they are gathered.
    private static final int MOST_IN_MEMORY = 16;

    /// More than can wait for their turn: none may hide a deeper one.
    private static final int PAGE = 1_000;

    /// StopExecution calls at once and a second, of the smaller regions (Service Quotas, 2026-08): what is
    /// stopped is waited for by nobody.
    private static final double STOP_BURST = 250;

    private static final double STOP_REFILL = 12;

    private final BatchLedger ledger;
    private final ActiveBatches drives;
    private final Clock clock;
    private final DriverContext parts;
    private final String self = UUID.randomUUID().toString();
    private final StalenessTracker<BatchId, Long> watch;
    private final Map<BatchId, Integer> depths = new ConcurrentHashMap<>();
    private final Phaser underWay = new Phaser(1);

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
            Clock clock,
            Sleeper pauses) {
        this.ledger = ledger;
        this.drives = drives;
        this.clock = clock;
        this.watch = new StalenessTracker<>(pauses);
        meters.driven(drives);
        RateLimiter pacer = new RateLimiter(policy.startBurst(), policy.startRate(), pauses);
        RunnerStarter starter = new RunnerStarter(ledger, runners, sources, stores, ends, links, meters, pacer);
        RunnerStopper stopper = new RunnerStopper(ledger, runners, new RateLimiter(STOP_BURST, STOP_REFILL, pauses));
        this.parts = new DriverContext(
                ledger,
                runners,
                sources,
                stores,
                spools,
                starter,
                stopper,
                ends,
                new ResultGatherer(ledger, stores, spools),
                parent,
                new BatchAttemptFactory(links),
                new DriverBulkhead(MOST_IN_MEMORY, pauses),
                meters,
                policy,
                policy.reconcileInterval(),
                self,
                clock,
                pauses);
    }

    /// One round. Not to be run twice at once in a process.
    public void sweep() {
        Set<BatchId> seen = new HashSet<>();
        for (int shard = 0; shard < ledger.shards(); shard++) {
            for (BatchId id : ledger.due(shard, clock.instant(), PAGE)) {
                seen.add(id);
                look(id);
            }
        }
        watch.retain(seen);
        depths.keySet().retainAll(seen);
    }

    /// Takes a batch, if nobody drives it.
    public void look(BatchId id) {
        if (drives.isStopped() || drives.isDriven(id) || isFull(depths.get(id))) {
            return;
        }
        Optional<Batch> found = ledger.find(id).filter(batch -> !batch.isClosed());
        found.ifPresent(batch -> depths.put(id, batch.depth()));
        if (found.isEmpty() || isFull(found.get().depth())) {
            return;
        }
        if (!found.get().lease().holder().isEmpty() && !stoodStill(found.get())) {
            return;
        }
        Batch taken = found.get().held(self, clock.instant().plus(LEASE));
        if (ledger.save(taken)) {
            if (!found.get().lease().holder().isEmpty()) {
                LOG.warnf("%s: its process stopped half-way: taken over", id);
            }
            drives.begin(taken).ifPresent(signal -> run(taken, signal));
        }
    }

    /// @param depth null where it is not known yet
    private boolean isFull(@Nullable Integer depth) {
        return depth != null && drives.count(depth) >= MOST_DRIVEN;
    }

    private boolean stoodStill(Batch batch) {
        return watch.stoodFor(batch.id(), batch.lease().version()) >= LEASE.toNanos();
    }

    private void run(Batch taken, BatchSignal signal) {
        underWay.register();
        Thread.ofVirtual().name("batch " + taken.id()).start(() -> {
            try {
                new BatchDriver(parts, taken, signal).drive();
            } catch (LeasedBatch.LeaseLostException e) {
                LOG.infof("%s: another process drives it now", taken.id());
            } catch (LedgerUnavailableException
                    | StoreUnavailableException
                    | EvaluationUnavailableException
                    | UncheckedIOException e) {
                LOG.warnf("%s: not now: %s; it is taken up again", taken.id(), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s: broke; it is taken up again", taken.id());
            } finally {
                drives.end(taken.id());
                underWay.arriveAndDeregister();
            }
        });
    }

    /// Puts all batches down, for other processes to take up.
    public void stop(Duration grace) throws InterruptedException {
        drives.stop();
        try {
            underWay.awaitAdvanceInterruptibly(underWay.arrive(), grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn("a batch could not be put down in time: another process takes it over in 8 s");
        }
    }
}
