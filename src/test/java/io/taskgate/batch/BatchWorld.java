package io.taskgate.batch;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.testing.callback.CallbackFixture;
import io.taskgate.testing.callback.FakeSleeper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Batches with fakes around them: one ledger, one Step Functions, and as many processes as a test wants.
final class BatchWorld {

    static final Policy POLICY = new Policy(5, 100_000, 100, 0.000025, 800, 150, Duration.ofSeconds(30), Set.of());

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    final CallbackFixture verbs = new CallbackFixture();
    final InMemoryBatchLedger ledger = new InMemoryBatchLedger();
    final FakeRunners runners = new FakeRunners();
    final RunnerLinks links = new RunnerLinks(verbs.links());

    private final Parent parent = new Parent(verbs.ledger(), verbs.heartbeat(), verbs.settle());

    /// What this world's processes have in common with nobody else.
    final class Process {
        private Process(Policy policy) {
            sweep = new BatchSweep(
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
                    verbs.clock(),
                    pauses);
            scatter = new Scatter(
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

        final FakeSleeper pauses = new FakeSleeper();
        final Drives drives = new Drives();
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final BatchMeters meters = new BatchMeters(registry, verbs.clock());
        final ChildEnds ends = new ChildEnds(ledger, runners, verbs.store(), drives, meters);
        final RunnerCallbacks callbacks = new RunnerCallbacks(ledger, links, ends);
        final BatchSweep sweep;
        final Scatter scatter;

        /// An event tells that a runner succeeded.
        void succeed(String name, String output) {
            runners.end(name, new Runners.Standing.Succeeded(output));
            ends.ended(FakeRunners.arn(name), "SUCCEEDED", output, null, null, null);
        }

        /// An event tells that a runner failed.
        void fail(String name, String error) {
            runners.end(name, new Runners.Standing.Failed(error, null));
            ends.ended(FakeRunners.arn(name), "FAILED", null, error, null, null);
        }

        double count(String meter, String what) {
            return registry.find(meter).tag("what", what).counters().stream()
                    .mapToDouble(counter -> counter.count())
                    .sum();
        }
    }

    /// The payload store's objects as sources.
    private final class Objects implements SourceStore {

        private byte[] stored(String key) throws BadSourceException {
            byte[] stored = verbs.store().stored(key);
            if (stored == null) {
                throw new BadSourceException("itemsFrom.s3.key: there is no such object");
            }
            return stored;
        }

        @Override
        public SourceObject find(String bucket, String key, Format format, Predicate<PayloadOwner> readable)
                throws BadSourceException {
            return new SourceObject(bucket, key, "etag", stored(key).length, format, List.of());
        }

        @Override
        public InputStream open(SourceObject object, long from, long to) throws BadSourceException {
            return new ByteArrayInputStream(Arrays.copyOfRange(stored(object.key()), (int) from, (int) to));
        }

        @Override
        public void copy(TableSource table, OutputStream lines) throws BadSourceException {
            throw new BadSourceException("there are no tables here");
        }
    }

    Process process() {
        return process(POLICY);
    }

    Process process(Policy policy) {
        return new Process(policy);
    }

    static BatchRequest request(int maxItems, int concurrency, double tolerated, boolean links, boolean stop) {
        return new BatchRequest(
                "test",
                FakeRunners.MACHINE,
                new Limits(maxItems, 200_000),
                true,
                concurrency,
                1,
                tolerated,
                null,
                Format.JSON,
                RunnerProfile.DEFAULT,
                links,
                stop);
    }

    /// A batch of the numbers from 0 on, which a task waits for.
    Batch begun(Process process, BatchRequest request, int items, String token) {
        return begun(process, request, items, waiting(token));
    }

    Batch begun(Process process, BatchRequest request, int items, Registration waiting) {
        String array = IntStream.range(0, items).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
        Scattered scattered = process.scatter.scatter(new Wanted(
                "test",
                request,
                new Source.Inline(array.getBytes(StandardCharsets.UTF_8)),
                SourceStore.ANY_OWNER,
                waiting,
                null,
                null));
        if (scattered instanceof Scattered.Accepted(Batch batch, Plan _)) {
            return batch;
        }
        throw new AssertionError("it was " + scattered);
    }

    static Registration waiting(String token) {
        return waiting(token, null);
    }

    static Registration waiting(String token, @Nullable String correlationKey) {
        return waiting(token, correlationKey, null);
    }

    static Registration waiting(String token, @Nullable String correlationKey, @Nullable Duration heartbeat) {
        return new Registration(
                "test",
                new CallbackOwner("key:test", null),
                TaskToken.of(token),
                "taskgate",
                "batch",
                correlationKey,
                null,
                null,
                null,
                0,
                0,
                heartbeat,
                null,
                JsonText.EMPTY_OBJECT);
    }

    Batch standing(BatchId id) {
        return ledger.find(id).orElseThrow();
    }

    Batch over(BatchId id) {
        await("the end of " + id)
                .atMost(PATIENCE)
                .until(() -> standing(id).state().isOver());
        return standing(id);
    }

    /// Until so many runners were started, in all.
    List<String> started(int count) {
        await(count + " runners").atMost(PATIENCE).until(() -> runners.names().size() >= count);
        return runners.names();
    }

    /// The names of an input's links and what else stands in it.
    JsonNode input(String name) {
        return Json.trusted(runners.input(name).getBytes(StandardCharsets.UTF_8));
    }

    /// What the task that waits was told last; null where nothing.
    @Nullable String told(String kind) {
        var calls = verbs.stepFunctions().calls(kind);
        return calls.isEmpty() ? null : calls.getLast().what();
    }
}
