package io.taskgate.batch.gather;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.BatchOutcome;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import io.taskgate.payload.spool.Spool;
import io.taskgate.payload.spool.SpoolFactory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Gathers the results of all runners into one answer: the results in the source's order, and a manifest of how
/// each runner ended. Holds a hundred runners in memory; the rest is in a spool. Thread-safe.
public final class ResultGatherer {

    private static final int PAGE = 100;

    private final BatchLedger ledger;
    private final PayloadStoreProvider stores;
    private final SpoolFactory spools;

    public ResultGatherer(BatchLedger ledger, PayloadStoreProvider stores, SpoolFactory spools) {
        this.ledger = ledger;
        this.stores = stores;
        this.spools = spools;
    }

    /// Validates the `gather` member of a request.
    ///
    /// @return whether it has a shape
    /// @throws io.taskgate.payload.InvalidDefinitionException with the part that is invalid
    public static boolean validate(@Nullable JsonNode gather) {
        return shape(gather).map(Shape::readsContext).isPresent();
    }

    /// Compiles the shape of a request, over `{"output", "index"}`: the parts of a shape, or the bare template
    /// of its Parameters.
    ///
    /// @throws io.taskgate.payload.InvalidDefinitionException with the part that is invalid
    public static Optional<Shape> shape(@Nullable JsonNode gather) {
        if (gather == null || gather.isNull()) {
            return Optional.empty();
        }
        boolean parts = gather.has("Parameters")
                || gather.has("Output")
                || gather.has("OutputPath")
                || gather.has("InputPath")
                || gather.has("ResultSelector")
                || gather.has("QueryLanguage");
        JsonNode shape = parts ? gather : JsonNodeFactory.instance.objectNode().set("Parameters", gather);
        return Optional.of(Shape.compile(shape));
    }

    /// The counts of the outcome.
    private static final class Counts {
        private long batches;
        private long failed;
        private long notEnded;
        private long items;
        private long failedItems;

        void add(RunnerRecord child) {
            batches++;
            items += child.count();
            switch (child.end()) {
                case null -> notEnded++;
                case RunnerRecord.RunnerOutcome.Succeeded _ -> {}
                case RunnerRecord.RunnerOutcome.Failed _ -> {
                    failed++;
                    failedItems += child.count();
                }
            }
        }
    }

    /// Gathers the results of a batch.
    ///
    /// @param alive called often; its exception ends the method
    /// @throws IOException if the spool has no room
    public BatchOutcome gather(Batch batch, Runnable alive) throws IOException {
        Counts counts = new Counts();
        boolean lines = batch.request().as() == ItemFormat.JSONL;
        try (Spool results = spools.open();
                Spool manifest = spools.open()) {
            Results written = new Results(results, lines);
            for (long from = 0; from < batch.progress().batches(); from += PAGE) {
                for (RunnerRecord child : page(batch, from)) {
                    alive.run();
                    counts.add(child);
                    manifest.write(line(batch, child));
                    if (child.end() instanceof RunnerRecord.RunnerOutcome.Succeeded(Payload result, String _)) {
                        written.add(result.resolve(stores.of(batch.id().storedResultOwner())));
                    }
                }
            }
            written.end();
            return ending(batch, counts, results, manifest);
        }
    }

    private List<RunnerRecord> page(Batch batch, long from) {
        long to = Math.min(from + PAGE, batch.progress().batches());
        return ledger.findRunners(batch.id(), LongStream.range(from, to).boxed().toList());
    }

    private BatchOutcome ending(Batch batch, Counts counts, Spool results, Spool manifest) throws IOException {
        BatchProgress progress = batch.progress();
        String error = progress.error();
        String cause = progress.cause();
        double percentage = counts.items == 0 ? 0 : 100.0 * counts.failedItems / counts.items;
        if (progress.isBeyondTolerance()
                || (error == null && percentage > batch.request().tolerated())) {
            error = BatchErrors.FAILED;
            cause = failure(batch, counts);
        }
        boolean lines = batch.request().as() == ItemFormat.JSONL;
        PayloadStore store = stores.of(batch.payloadOwner());
        return new BatchOutcome(
                error,
                cause,
                counts.batches,
                counts.failed,
                counts.notEnded,
                counts.items,
                counts.failedItems,
                lines
                        ? store.checkIn(results, "application/jsonl", JsonNodeFactory.instance.objectNode())
                        : store.checkIn(results, "application/json", Summarizer.builtIn(results)),
                store.checkIn(manifest, "application/jsonl", JsonNodeFactory.instance.objectNode()));
    }

    private static String failure(Batch batch, Counts counts) {
        String rest = counts.notEnded == 0
                ? ""
                : counts.notEnded
                        + (batch.request().stopRunners()
                                ? " running executions are stopped. "
                                : " are still running. ");
        return counts.failed + " of " + counts.batches + " runners failed, with " + counts.failedItems + " of "
                + counts.items + " items" + (batch.progress().isBeyondTolerance() ? " so far; " : "; ")
                + batch.request().tolerated() + " % is tolerated. " + rest + "POST /v1/batches/" + batch.id()
                + "/resume retries the failed runners and starts the remaining ones.";
    }

    private static byte[] line(Batch batch, RunnerRecord child) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("index", child.index()).put("firstItem", child.first()).put("items", child.count());
        line.put("attempt", child.attempt()).put("executionArn", batch.request().execution(child.name()));
        switch (child.end()) {
            case null -> line.put("status", "NOT_ENDED");
            case RunnerRecord.RunnerOutcome.Succeeded _ -> line.put("status", "SUCCEEDED");
            case RunnerRecord.RunnerOutcome.Failed(String error, String cause, String _) ->
                line.put("status", "FAILED").put("error", error).put("cause", cause);
        }
        byte[] json = Json.bytes(line);
        byte[] whole = java.util.Arrays.copyOf(json, json.length + 1);
        whole[json.length] = '\n';
        return whole;
    }

    /// The gathered results as they are written.
    private static final class Results {
        private final Spool out;
        private final boolean lines;
        private boolean any;

        Results(Spool out, boolean lines) {
            this.out = out;
            this.lines = lines;
        }

        void add(byte[] result) throws IOException {
            if (!lines) {
                out.write(any ? ',' : '[');
            }
            out.write(result);
            if (lines) {
                out.write('\n');
            }
            any = true;
        }

        void end() throws IOException {
            if (!lines) {
                out.write(any ? new byte[] {']'} : new byte[] {'[', ']'});
            }
        }
    }

    /// The answer to the parent: always the same for the same outcome.
    public byte[] answer(Batch batch, BatchOutcome ending) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("batchId", batch.id().value()).put("status", ending.failed() == 0 ? "SUCCEEDED" : "PARTIAL");
        answer.set("counts", ending.counts());
        PayloadReference results = ending.results();
        if (results != null && results.bytes() <= INLINE && batch.request().as() == ItemFormat.JSON) {
            answer.set(
                    "results",
                    new io.taskgate.payload.json.JsonText(
                                    stores.of(batch.payloadOwner()).read(results))
                            .node());
        } else if (results != null) {
            answer.set("reference", results.toJson());
        }
        if (ending.manifest() != null) {
            answer.set("manifest", ending.manifest().toJson());
        }
        return Json.bytes(answer);
    }

    /// The maximum size in bytes of results that are inline in the answer, in addition to the manifest's
    /// reference and the state.
    private static final long INLINE = 128 * 1024;
}
