package io.taskgate.testing.batch;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.batch.BatchService;
import io.taskgate.batch.BatchStartResult;
import io.taskgate.batch.drive.BatchSweeper;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.plan.BatchPlan;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.request.RunnerProfile;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.runner.ActiveBatches;
import io.taskgate.batch.runner.BatchMetrics;
import io.taskgate.batch.runner.ParentTask;
import io.taskgate.batch.runner.RunnerCallbackService;
import io.taskgate.batch.runner.RunnerCompletionHandler;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.RegistrationBuilder;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.sweep.SweepRole;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.testing.callback.CallbackFixture;
import io.taskgate.testing.callback.FakeSleeper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Batches with fakes of all ports: one ledger, one Step Functions, and any number of processes.
public final class BatchFixture {

    static final BatchPolicy POLICY =
            new BatchPolicy(5, 100_000, 100, 0.000025, 800, 150, Duration.ofSeconds(30), Set.of());

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    public final CallbackFixture verbs = new CallbackFixture();
    public final InMemoryBatchLedger ledger = new InMemoryBatchLedger();
    public final FakeRunnerExecutions runners = new FakeRunnerExecutions();
    public final RunnerLinkSigner links = new RunnerLinkSigner(verbs.links());

    private volatile boolean sourcesAway;
    private final AtomicInteger refusedReads = new AtomicInteger();

    private final ParentTask parent = new ParentTask(verbs.ledger(), verbs.heartbeat(), verbs.settle());

    /// The state of one process.
    public final class Process {
        private Process(BatchPolicy policy) {
            sweep = new BatchSweeper(
                    ledger,
                    runners,
                    new Objects(),
                    verbs.store(),
                    new SpoolFactory(Path.of(System.getProperty("java.io.tmpdir")), 1 << 20),
                    ends,
                    drives,
                    parent,
                    links,
                    meters,
                    policy,
                    SweepRole.ALWAYS,
                    verbs.clock(),
                    pauses);
            scatter = new BatchService(
                    ledger,
                    new Objects(),
                    verbs.store(),
                    verbs.register(),
                    parent,
                    sweep,
                    links,
                    meters,
                    policy,
                    verbs.clock());
        }

        public final FakeSleeper pauses = new FakeSleeper();
        public final ActiveBatches drives = new ActiveBatches();
        public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final BatchMetrics meters = new BatchMetrics(registry, verbs.clock());
        public final RunnerCompletionHandler ends =
                new RunnerCompletionHandler(ledger, runners, verbs.store(), drives, meters);
        public final RunnerCallbackService callbacks = new RunnerCallbackService(ledger, links, ends);
        public final BatchSweeper sweep;
        public final BatchService scatter;

        /// Reports by an event that a runner succeeded.
        public void succeed(String name, String output) {
            runners.end(name, new RunnerExecutions.RunnerStatus.Succeeded(output));
            ends.executionEnded(FakeRunnerExecutions.arn(name), "SUCCEEDED", output, null, null, null);
        }

        /// Reports by an event that a runner failed.
        public void fail(String name, String error) {
            runners.end(name, new RunnerExecutions.RunnerStatus.Failed(error, null));
            ends.executionEnded(FakeRunnerExecutions.arn(name), "FAILED", null, error, null, null);
        }

        public double count(String meter, String what) {
            return registry.find(meter).tag("event", what).counters().stream()
                    .mapToDouble(counter -> counter.count())
                    .sum();
        }
    }

    /// Provides the payload store's objects as item sources.
    private final class Objects implements SourceStore {

        private byte[] stored(String key) throws InvalidSourceException {
            byte[] stored = verbs.store().stored(key);
            if (stored == null) {
                throw new InvalidSourceException("itemsFrom.s3.key: The object does not exist.");
            }
            return stored;
        }

        @Override
        public SourceObject find(String bucket, String key, ItemFormat format, Predicate<PayloadOwner> readable)
                throws InvalidSourceException {
            return new SourceObject(bucket, key, "etag", stored(key).length, format, List.of());
        }

        @Override
        public InputStream open(SourceObject object, long from, long to) throws IOException {
            if (sourcesAway) {
                refusedReads.incrementAndGet();
                throw new IOException("The source is set to unavailable.");
            }
            return new ByteArrayInputStream(Arrays.copyOfRange(stored(object.key()), (int) from, (int) to));
        }

        @Override
        public void copy(TableSource table, OutputStream lines) throws InvalidSourceException {
            throw new InvalidSourceException("Tables are not supported.");
        }
    }

    /// Sets whether sources are unavailable.
    public void sourcesAway(boolean are) {
        sourcesAway = are;
    }

    /// Returns the number of reads that failed for this reason.
    public int refusedReads() {
        return refusedReads.get();
    }

    public Process process() {
        return process(POLICY);
    }

    public Process process(BatchPolicy policy) {
        return new Process(policy);
    }

    public static BatchRequest request(int maxItems, int concurrency, double tolerated, boolean links, boolean stop) {
        return request(maxItems, concurrency, tolerated, links, stop, null);
    }

    /// Returns a request with a runner for each item and a shape for the gathered outputs.
    public static BatchRequest gathering(@Nullable JsonNode gather) {
        return request(1, 1, 0, false, false, gather);
    }

    private static BatchRequest request(
            int maxItems, int concurrency, double tolerated, boolean links, boolean stop, @Nullable JsonNode gather) {
        return new BatchRequest(
                "test",
                FakeRunnerExecutions.MACHINE,
                new ItemBatchLimits(maxItems, 200_000),
                true,
                concurrency,
                1,
                tolerated,
                gather,
                ItemFormat.JSON,
                RunnerProfile.DEFAULT,
                links,
                stop);
    }

    /// Starts a batch of the numbers from 0 on for a waiting task.
    public Batch begun(Process process, BatchRequest request, int items, String token) {
        return begun(process, request, items, waiting(token));
    }

    public Batch begun(Process process, BatchRequest request, int items, Registration waiting) {
        String array = IntStream.range(0, items).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
        BatchStartResult scattered = process.scatter.start(new BatchSubmission(
                "test",
                request,
                new ItemSource.Inline(array.getBytes(StandardCharsets.UTF_8)),
                SourceStore.ANY_OWNER,
                waiting,
                null,
                null));
        if (scattered instanceof BatchStartResult.Accepted(Batch batch, BatchPlan _)) {
            return batch;
        }
        throw new AssertionError("Unexpected result: " + scattered);
    }

    public static Registration waiting(String token) {
        return waiting(token, null);
    }

    public static Registration waiting(String token, @Nullable String correlationKey) {
        return waiting(token, correlationKey, null);
    }

    public static Registration waiting(String token, @Nullable String correlationKey, @Nullable Duration heartbeat) {
        return new RegistrationBuilder(
                        "test", new CallbackOwner("key:test", null), TaskToken.of(token), "taskgate", "batch")
                .correlationKey(correlationKey)
                .heartbeat(heartbeat)
                .build();
    }

    public Batch current(BatchId id) {
        return ledger.find(id).orElseThrow();
    }

    public Batch over(BatchId id) {
        await("the end of " + id)
                .atMost(PATIENCE)
                .until(() -> current(id).state().isOver());
        return current(id);
    }

    /// Waits until a number of runners have been started in total.
    public List<String> started(int count) {
        await(count + " runners").atMost(PATIENCE).until(() -> runners.names().size() >= count);
        return runners.names();
    }

    /// Returns the names of an input's links and its other members.
    public JsonNode input(String name) {
        return Json.parseTrusted(runners.input(name).getBytes(StandardCharsets.UTF_8));
    }

    /// Returns the last answer to the waiting task; null for none.
    public @Nullable String lastOutcome(String kind) {
        var calls = verbs.stepFunctions().calls(kind);
        return calls.isEmpty() ? null : calls.getLast().what();
    }
}
