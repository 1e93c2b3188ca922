package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.ItemBatch;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.runner.BatchMetrics;
import io.taskgate.batch.runner.RunnerCompletionHandler;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.batch.source.ItemBatcher;
import io.taskgate.batch.source.ItemStream;
import io.taskgate.batch.source.OversizedItemPolicy;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.ratelimit.RateLimiter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Starts runners concurrently, at the account's rate. A runner may have been started before: its name and
/// input are the same, so that it is not a second execution. Thread-safe.
final class RunnerStarter {

    private final BatchLedger ledger;
    private final RunnerExecutions runners;
    private final SourceStore sources;
    private final PayloadStoreProvider stores;
    private final RunnerCompletionHandler ends;
    private final RunnerLinkSigner links;
    private final BatchMetrics meters;
    private final RateLimiter limiter;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    RunnerStarter(
            BatchLedger ledger,
            RunnerExecutions runners,
            SourceStore sources,
            PayloadStoreProvider stores,
            RunnerCompletionHandler ends,
            RunnerLinkSigner links,
            BatchMetrics meters,
            RateLimiter limiter) {
        this.ledger = ledger;
        this.runners = runners;
        this.sources = sources;
        this.stores = stores;
        this.ends = ends;
        this.links = links;
        this.meters = meters;
        this.limiter = limiter;
    }

    /// The state of a runner after its start.
    enum StartState {
        RUNNING,
        ENDED,
        /// The runner is to be started again soon.
        NOT_NOW
    }

    /// The result of a start.
    ///
    /// @param error the ASL error name with which no runner can be started any more; null otherwise
    /// @param cause the reason for people
    record Result(
            RunnerRecord child,
            StartState outcome,
            @Nullable String error,
            @Nullable String cause) {

        static Result of(RunnerRecord child, StartState outcome) {
            return new Result(child, outcome, null, null);
        }
    }

    OversizedItemPolicy oversize(Batch batch) {
        return batch.request().checkIn()
                ? OversizedItemPolicy.checkedInto(stores.of(batch.payloadOwner()))
                : OversizedItemPolicy.REJECT;
    }

    /// Starts a runner for a batch of items that was just cut: its record is written first.
    Callable<Result> start(Batch batch, ItemBatch cut) {
        return () -> {
            RunnerRecord child = RunnerRecord.of(batch.id(), cut, batch.attempt());
            if (!ledger.create(child)) {
                // Another process cut as far before it died.
                RunnerRecord current =
                        ledger.findRunners(batch.id(), List.of(child.index())).getFirst();
                if (!current.isRunning()) {
                    return Result.of(current, StartState.ENDED);
                }
                return start(batch, current, cut.input());
            }
            return start(batch, child, cut.input());
        };
    }

    /// Starts a runner whose record exists: its range is cut again.
    Callable<Result> restart(Batch batch, RunnerRecord child) {
        return () -> {
            byte[] input;
            try {
                input = input(batch, child);
            } catch (InvalidSourceException | OversizedItemPolicy.TooLargeException e) {
                return onRefused(child, BatchErrors.INVALID_SOURCE, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                return Result.of(child, StartState.NOT_NOW);
            }
            return start(batch, child, input);
        };
    }

    private byte[] input(Batch batch, RunnerRecord child) throws IOException {
        try (ItemStream reading = ItemStream.of(sources, batch.cutSource(), child)) {
            ItemBatcher cutter = new ItemBatcher(
                    reading.items(),
                    batch.request().cutLimits(),
                    batch::inputPrefix,
                    oversize(batch),
                    child.index(),
                    child.first());
            return cutter.next()
                    .filter(cut -> cut.count() == child.count())
                    .orElseThrow(() ->
                            new InvalidSourceException("Runner " + child.index() + " has other items than before."))
                    .input();
        }
    }

    private Result start(Batch batch, RunnerRecord child, byte[] input) throws InterruptedException {
        limiter.acquire();
        String name = batch.nameOf(child);
        return switch (runners.start(batch.request().runner(), name, withLinks(batch, child, input))) {
            case RunnerExecutions.StartResult.Running _ -> {
                meters.runnerStarted();
                yield Result.of(child, StartState.RUNNING);
            }
            case RunnerExecutions.StartResult.Ended _ -> ended(batch, child);
            case RunnerExecutions.StartResult.NotNow(String _, boolean throttled) -> {
                if (throttled) {
                    limiter.onThrottled();
                }
                yield Result.of(child, StartState.NOT_NOW);
            }
            case RunnerExecutions.StartResult.Refused(String reason) ->
                onRefused(child, BatchErrors.RUNNER_REJECTED, reason);
        };
    }

    private byte[] withLinks(Batch batch, RunnerRecord child, byte[] input) {
        RunnerLinkSigner.Terms terms = batch.batchAttempt().links();
        return terms == null
                ? input
                : links.into(input, batch.inputPrefix(child.index(), child.first()), terms, child.name());
    }

    private Result onRefused(RunnerRecord child, String error, String cause) {
        ends.end(child.name(), RunnerCompletionHandler.failure(error, cause), BatchMetrics.ReportedBy.GATEWAY);
        return new Result(child, StartState.ENDED, error, cause);
    }

    private Result ended(Batch batch, RunnerRecord child) {
        RunnerExecutions.RunnerStatus current = runners.describe(batch.request().execution(child.name()));
        return Result.of(child, ends.record(child.name(), current) ? StartState.ENDED : StartState.RUNNING);
    }

    /// Runs the starts concurrently and waits for all of them.
    ///
    /// @throws IOException if a source ends one of them
    List<Result> startAll(List<Callable<Result>> starts) throws IOException, InterruptedException {
        List<Future<Result>> under = starts.stream().map(threads::submit).toList();
        List<Result> results = new ArrayList<>();
        Throwable broken = null;
        for (Future<Result> one : under) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                broken = e.getCause();
            }
        }
        switch (broken) {
            case null -> {}
            case IOException source -> throw source;
            case RuntimeException outage -> throw outage;
            default -> throw new IllegalStateException(broken);
        }
        return results;
    }
}
