package io.taskgate.batch;

import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Starts runners, some side by side, at the account's rate. What is started here may have been started before:
/// the name and the input are the same, so it is no second execution.
final class Starter {

    private final BatchLedger ledger;
    private final Runners runners;
    private final SourceStore sources;
    private final PayloadStoreProvider stores;
    private final ChildEnds ends;
    private final RunnerLinks links;
    private final BatchMeters meters;
    private final Pacer pacer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Starter(
            BatchLedger ledger,
            Runners runners,
            SourceStore sources,
            PayloadStoreProvider stores,
            ChildEnds ends,
            RunnerLinks links,
            BatchMeters meters,
            Pacer pacer) {
        this.ledger = ledger;
        this.runners = runners;
        this.sources = sources;
        this.stores = stores;
        this.ends = ends;
        this.links = links;
        this.meters = meters;
        this.pacer = pacer;
    }

    /// How a child stands after its start.
    enum Outcome {
        RUNNING,
        ENDED,
        /// To be started again soon.
        NOT_NOW
    }

    /// @param error why no child can be started any more; null where that is not so
    /// @param cause the same for people
    record Result(
            Child child,
            Outcome outcome,
            @Nullable String error,
            @Nullable String cause) {

        static Result of(Child child, Outcome outcome) {
            return new Result(child, outcome, null, null);
        }
    }

    Oversize oversize(Batch batch) {
        return batch.request().checkIn() ? Oversize.checkedInto(stores.of(batch.payloadOwner())) : Oversize.REFUSE;
    }

    /// Children that were just cut: written, then started.
    Callable<Result> fresh(Batch batch, Cut cut) {
        return () -> {
            Child child = Child.of(batch.id(), cut, batch.attempt());
            if (!ledger.create(child)) {
                // Another process cut as far before it died.
                Child standing =
                        ledger.children(batch.id(), List.of(child.index())).getFirst();
                if (!standing.isRunning()) {
                    return Result.of(standing, Outcome.ENDED);
                }
                return start(batch, standing, cut.input());
            }
            return start(batch, child, cut.input());
        };
    }

    /// A child that is there already: its range is cut once more.
    Callable<Result> again(Batch batch, Child child) {
        return () -> {
            byte[] input;
            try {
                input = input(batch, child);
            } catch (BadSourceException | Oversize.TooLargeException e) {
                return never(child, Errors.BAD_SOURCE, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                return Result.of(child, Outcome.NOT_NOW);
            }
            return start(batch, child, input);
        };
    }

    private byte[] input(Batch batch, Child child) throws IOException {
        try (Reading reading = Reading.of(sources, batch.cutSource(), child)) {
            Cutter cutter = new Cutter(
                    reading.items(),
                    batch.request().cutLimits(),
                    batch::opening,
                    oversize(batch),
                    child.index(),
                    child.first());
            return cutter.next()
                    .filter(cut -> cut.count() == child.count())
                    .orElseThrow(
                            () -> new BadSourceException("runner " + child.index() + " has other items than before"))
                    .input();
        }
    }

    private Result start(Batch batch, Child child, byte[] input) throws InterruptedException {
        pacer.pass();
        String name = batch.nameOf(child);
        return switch (runners.start(batch.request().runner(), name, whole(batch, child, input))) {
            case Runners.Started.Running _ -> {
                meters.runnerStarted();
                yield Result.of(child, Outcome.RUNNING);
            }
            case Runners.Started.Ended _ -> ended(batch, child);
            case Runners.Started.NotNow(String _, boolean throttled) -> {
                if (throttled) {
                    pacer.throttled();
                }
                yield Result.of(child, Outcome.NOT_NOW);
            }
            case Runners.Started.Refused(String reason) -> never(child, Errors.RUNNER_REFUSED, reason);
        };
    }

    private byte[] whole(Batch batch, Child child, byte[] input) {
        RunnerLinks.Terms terms = batch.turn().links();
        return terms == null
                ? input
                : links.into(input, batch.opening(child.index(), child.first()), terms, child.name());
    }

    private Result never(Child child, String error, String cause) {
        ends.end(child.name(), ChildEnds.failure(error, cause), BatchMeters.Told.GATEWAY);
        return new Result(child, Outcome.ENDED, error, cause);
    }

    private Result ended(Batch batch, Child child) {
        Runners.Standing standing = runners.describe(batch.request().execution(child.name()));
        return Result.of(child, ends.take(child.name(), standing) ? Outcome.ENDED : Outcome.RUNNING);
    }

    /// Runs all of it side by side, and waits for the last.
    ///
    /// @throws IOException where a source ends it
    List<Result> all(List<Callable<Result>> starts) throws IOException, InterruptedException {
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
