package io.taskgate.batch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.batch.gather.ResultGatherer;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.batch.runner.BatchMetrics.ReportedBy;
import io.taskgate.callback.model.Answer;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.jsonata.CallerExpressions;
import io.taskgate.payload.shape.Shape;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Records the completions of runners, by events and by callbacks, however often they come: each is written
/// once. Thread-safe.
@Singleton
public final class RunnerCompletionHandler {

    private static final Logger LOG = Logger.getLogger(RunnerCompletionHandler.class);

    /// The maximum length of a stored cause, in characters.
    private static final int MAX_CAUSE = 1_000;

    /// The size from which a result is stored in the payload store.
    private static final int PARKED_FROM = 8 * 1024;

    private static final int MAX_RESULT = 16 * 1024 * 1024;
    private static final int MAX_DEFINITIONS = 256;

    private final BatchLedger ledger;
    private final RunnerExecutions runners;
    private final PayloadStoreProvider stores;
    private final ActiveBatches drives;
    private final BatchMetrics meters;
    private final Map<BatchId, BatchDefinition> definitions =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<BatchId, BatchDefinition> eldest) {
                    return size() > MAX_DEFINITIONS;
                }
            });

    public RunnerCompletionHandler(
            BatchLedger ledger,
            RunnerExecutions runners,
            PayloadStoreProvider stores,
            ActiveBatches drives,
            BatchMetrics meters) {
        this.ledger = ledger;
        this.runners = runners;
        this.stores = stores;
        this.drives = drives;
        this.meters = meters;
    }

    /// The part of a batch that never changes.
    private record BatchDefinition(BatchRequest request, Optional<Shape> gather) {}

    /// Handles the event of an execution that has ended.
    ///
    /// @param output JSON text; null if it failed, or the event had no room for it
    /// @param at the time of its end; null if the event does not give it
    /// @return false if it is not a runner, or its output can't be read now
    public boolean executionEnded(
            String executionArn,
            String status,
            @Nullable String output,
            @Nullable String error,
            @Nullable String cause,
            @Nullable Instant at) {
        Optional<RunnerName> runner = runnerOf(executionArn);
        if (runner.isEmpty() || status.equals("RUNNING") || status.equals("PENDING_REDRIVE")) {
            return runner.isPresent();
        }
        if (at != null) {
            meters.lag(at);
        }
        if (!status.equals("SUCCEEDED")) {
            return record(runner.get(), failed(status, error, cause), ReportedBy.EVENT);
        }
        // If the output is not available now, the reconciliation reads it later.
        return output != null
                ? succeeded(runner.get(), output, ReportedBy.EVENT)
                : record(runner.get(), runners.describe(executionArn), ReportedBy.EVENT);
    }

    /// Handles a hint that an execution has ended, from a sender that may have invented it: Step Functions is
    /// asked, and nothing else of the hint counts.
    ///
    /// @return false if it is not a runner, still runs, or Step Functions can't be asked now
    public boolean executionHinted(String executionArn) {
        return runnerOf(executionArn)
                .filter(runner -> record(runner, runners.describe(executionArn), ReportedBy.EVENT))
                .isPresent();
    }

    /// The runner of an execution. The name alone proves nothing: a principal that may start executions of any
    /// state machine may use the name of a runner.
    private Optional<RunnerName> runnerOf(String executionArn) {
        return RunnerName.ofExecution(executionArn)
                .filter(runner -> definitions(runner.batch())
                        .filter(batch -> batch.request().execution(runner).equals(executionArn))
                        .isPresent());
    }

    private static RunnerRecord.RunnerOutcome failed(String status, @Nullable String error, @Nullable String cause) {
        String name = switch (status) {
            case "TIMED_OUT" -> "States.Timeout";
            case "ABORTED" -> "Taskgate.RunnerAborted";
            default -> "Taskgate.RunnerFailed";
        };
        return failure(error == null || error.isBlank() ? name : error, cause);
    }

    public static RunnerRecord.RunnerOutcome failure(String error, @Nullable String cause) {
        return new RunnerRecord.RunnerOutcome.Failed(
                clipped(error, Answer.MAX_ERROR),
                cause == null ? null : clipped(cause, MAX_CAUSE),
                new Answer.Failure(error, cause).digest());
    }

    private static String clipped(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    /// Records the outcome of an execution that may have ended.
    ///
    /// @return whether it has ended
    public boolean record(RunnerName runner, RunnerExecutions.RunnerStatus current) {
        return record(runner, current, ReportedBy.RECONCILIATION);
    }

    private boolean record(RunnerName runner, RunnerExecutions.RunnerStatus current, ReportedBy by) {
        return switch (current) {
            case RunnerExecutions.RunnerStatus.Succeeded(String output) -> succeeded(runner, output, by);
            case RunnerExecutions.RunnerStatus.Failed(String error, String cause) ->
                record(runner, failure(error, cause), by);
            case RunnerExecutions.RunnerStatus.Running _,
                    RunnerExecutions.RunnerStatus.Unknown _,
                    RunnerExecutions.RunnerStatus.NotNow _ -> false;
        };
    }

    private boolean succeeded(RunnerName runner, String output, ReportedBy by) {
        try {
            Optional<RunnerRecord.RunnerOutcome> end =
                    of(runner, new Answer.Success(JsonText.parse(output.getBytes(StandardCharsets.UTF_8))));
            return end.isPresent() && record(runner, end.get(), by);
        } catch (InvalidJsonException e) {
            return record(runner, failure(BatchErrors.GATHER, e.getMessage()), by);
        }
    }

    private boolean record(RunnerName runner, RunnerRecord.RunnerOutcome end, ReportedBy by) {
        if (end(runner, end, by)) {
            LOG.debugf("Runner ended: batchId=%s runner=%d", runner.batch(), runner.index());
        }
        return true;
    }

    /// The outcome of a runner that has answered; its result replaces the execution's output.
    ///
    /// @return empty if there is no such batch
    Optional<RunnerRecord.RunnerOutcome> of(RunnerName runner, Answer answer) {
        return switch (answer) {
            case Answer.Success success -> definitions(runner.batch()).map(batch -> shaped(runner, batch, success));
            case Answer.Failure(String error, String cause) -> Optional.of(failure(error, cause));
        };
    }

    /// Writes the outcome of a runner.
    ///
    /// @return whether it was the first
    public boolean end(RunnerName runner, RunnerRecord.RunnerOutcome end, ReportedBy by) {
        boolean first = ledger.endRunner(runner, end);
        if (first) {
            boolean failed = end instanceof RunnerRecord.RunnerOutcome.Failed;
            meters.runnerEnded(failed, by);
            drives.signal(runner, failed);
        }
        return first;
    }

    private RunnerRecord.RunnerOutcome shaped(RunnerName runner, BatchDefinition batch, Answer.Success success) {
        try {
            byte[] output = success.result().utf8();
            byte[] result = batch.gather().isPresent() ? gathered(batch.gather().get(), runner, success) : output;
            return new RunnerRecord.RunnerOutcome.Succeeded(
                    result.length < PARKED_FROM
                            ? new Payload.Inline(result)
                            : new Payload.Parked(stores.of(runner.batch().storedResultOwner())
                                    .checkIn(result, "application/json", NOTHING)),
                    success.digest());
        } catch (EvaluationException | InvalidJsonException e) {
            String cause = e.getMessage();
            return new RunnerRecord.RunnerOutcome.Failed(
                    BatchErrors.GATHER, cause == null ? null : clipped(cause, MAX_CAUSE), success.digest());
        }
    }

    private static byte[] gathered(Shape gather, RunnerName runner, Answer.Success success)
            throws InvalidJsonException {
        byte[] about = about(runner, success.result());
        try {
            return CallerExpressions.gather(runner.batch().value(), () -> {
                try {
                    return gather.apply(about, NOTHING, MAX_RESULT);
                } catch (InvalidJsonException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof InvalidJsonException invalid) {
                throw invalid;
            }
            throw e;
        }
    }

    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private static byte[] about(RunnerName runner, JsonText output) {
        ObjectNode about = JsonNodeFactory.instance.objectNode();
        about.set("output", output.node());
        return Json.bytes(about.put("index", runner.index()));
    }

    private static Optional<Shape> compiled(BatchId id, BatchRequest request) {
        return CallerExpressions.gather(id.value(), () -> ResultGatherer.shape(request.gather()));
    }

    private Optional<BatchDefinition> definitions(BatchId id) {
        BatchDefinition found = definitions.get(id);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<BatchDefinition> read =
                ledger.find(id).map(Batch::request).map(request -> new BatchDefinition(request, compiled(id, request)));
        read.ifPresent(batch -> definitions.put(id, batch));
        return read;
    }
}
