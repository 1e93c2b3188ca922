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

/// Takes the ends of runners, by events and by callbacks, however often: each is written once. Safe for many
/// threads.
@Singleton
public final class RunnerCompletionHandler {

    private static final Logger LOG = Logger.getLogger(RunnerCompletionHandler.class);

    /// Of an error's cause that is kept, in characters.
    private static final int MOST_CAUSE = 1_000;

    /// Larger results wait in the payload store.
    private static final int PARKED_FROM = 8 * 1024;

    private static final int MOST_RESULT = 16 * 1024 * 1024;
    private static final int MOST_KNOWN = 256;

    private final BatchLedger ledger;
    private final RunnerExecutions runners;
    private final PayloadStoreProvider stores;
    private final ActiveBatches drives;
    private final BatchMetrics meters;
    private final Map<BatchId, Known> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BatchId, Known> eldest) {
            return size() > MOST_KNOWN;
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

    /// What never changes of a batch.
    private record Known(BatchRequest request, Optional<Shape> gather) {}

    /// An execution has ended, as the event says.
    ///
    /// @param output JSON text; null where it failed, or the event had no room for it
    /// @param at     when it ended; null where the event does not say
    /// @return false where it is no runner of ours, or its output can't be had now
    public boolean ended(
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
            return told(runner.get(), failed(status, error, cause), ReportedBy.EVENT);
        }
        // Where its output can't be had now, the reconciliation asks for it once more.
        return output != null
                ? succeeded(runner.get(), output, ReportedBy.EVENT)
                : take(runner.get(), runners.describe(executionArn), ReportedBy.EVENT);
    }

    /// An execution is said to have ended, in the words of somebody who may have made them up: Step Functions
    /// is asked,
    /// and nothing else of the words counts.
    ///
    /// @return false where it is no runner of ours, runs, or Step Functions can't be asked now
    public boolean hinted(String executionArn) {
        return runnerOf(executionArn)
                .filter(runner -> take(runner, runners.describe(executionArn), ReportedBy.EVENT))
                .isPresent();
    }

    /// The name alone says nothing: a principal that may start executions of any machine may name one like a runner.
    private Optional<RunnerName> runnerOf(String executionArn) {
        return RunnerName.ofExecution(executionArn)
                .filter(runner -> known(runner.batch())
                        .filter(batch -> batch.request().execution(runner).equals(executionArn))
                        .isPresent());
    }

    private static RunnerRecord.End failed(String status, @Nullable String error, @Nullable String cause) {
        String name =
                switch (status) {
                    case "TIMED_OUT" -> "States.Timeout";
                    case "ABORTED" -> "Taskgate.RunnerAborted";
                    default -> "Taskgate.RunnerFailed";
                };
        return failure(error == null || error.isBlank() ? name : error, cause);
    }

    public static RunnerRecord.End failure(String error, @Nullable String cause) {
        return new RunnerRecord.End.Failed(
                clipped(error, Answer.MAX_ERROR),
                cause == null ? null : clipped(cause, MOST_CAUSE),
                new Answer.Failure(error, cause).digest());
    }

    private static String clipped(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    /// @param standing of a runner that may have ended
    /// @return whether it has ended
    public boolean take(RunnerName runner, RunnerExecutions.Standing standing) {
        return take(runner, standing, ReportedBy.RECONCILIATION);
    }

    private boolean take(RunnerName runner, RunnerExecutions.Standing standing, ReportedBy by) {
        return switch (standing) {
            case RunnerExecutions.Standing.Succeeded(String output) -> succeeded(runner, output, by);
            case RunnerExecutions.Standing.Failed(String error, String cause) ->
                told(runner, failure(error, cause), by);
            case RunnerExecutions.Standing.Running _,
                    RunnerExecutions.Standing.Unknown _,
                    RunnerExecutions.Standing.NotNow _ -> false;
        };
    }

    private boolean succeeded(RunnerName runner, String output, ReportedBy by) {
        try {
            Optional<RunnerRecord.End> end =
                    of(runner, new Answer.Success(JsonText.parse(output.getBytes(StandardCharsets.UTF_8))));
            return end.isPresent() && told(runner, end.get(), by);
        } catch (InvalidJsonException e) {
            return told(runner, failure(BatchErrors.GATHER, e.getMessage()), by);
        }
    }

    private boolean told(RunnerName runner, RunnerRecord.End end, ReportedBy by) {
        if (end(runner, end, by)) {
            LOG.debugf("%s: runner %d ended", runner.batch(), runner.index());
        }
        return true;
    }

    /// What an answer makes of a runner; its result stands for the execution's output.
    ///
    /// @return empty where there is no such batch
    Optional<RunnerRecord.End> of(RunnerName runner, Answer answer) {
        return switch (answer) {
            case Answer.Success success -> known(runner.batch()).map(batch -> shaped(runner, batch, success));
            case Answer.Failure(String error, String cause) -> Optional.of(failure(error, cause));
        };
    }

    /// @return whether this was the first end
    public boolean end(RunnerName runner, RunnerRecord.End end, ReportedBy by) {
        boolean first = ledger.end(runner, end);
        if (first) {
            boolean failed = end instanceof RunnerRecord.End.Failed;
            meters.runnerEnded(failed, by);
            drives.signal(runner, failed);
        }
        return first;
    }

    private RunnerRecord.End shaped(RunnerName runner, Known batch, Answer.Success success) {
        try {
            byte[] output = success.result().utf8();
            byte[] result = batch.gather().isPresent() ? gathered(batch.gather().get(), runner, success) : output;
            return new RunnerRecord.End.Succeeded(
                    result.length < PARKED_FROM
                            ? new Payload.Inline(result)
                            : new Payload.Parked(
                                    stores.of(runner.batch().parking()).checkIn(result, "application/json", NOTHING)),
                    success.digest());
        } catch (EvaluationException | InvalidJsonException e) {
            String cause = e.getMessage();
            return new RunnerRecord.End.Failed(
                    BatchErrors.GATHER, cause == null ? null : clipped(cause, MOST_CAUSE), success.digest());
        }
    }

    private static byte[] gathered(Shape gather, RunnerName runner, Answer.Success success)
            throws InvalidJsonException {
        byte[] about = about(runner, success.result());
        try {
            return CallerExpressions.gather(runner.batch().value(), () -> {
                try {
                    return gather.apply(about, NOTHING, MOST_RESULT);
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

    private Optional<Known> known(BatchId id) {
        Known found = known.get(id);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<Known> read =
                ledger.find(id).map(Batch::request).map(request -> new Known(request, compiled(id, request)));
        read.ifPresent(batch -> known.put(id, batch));
        return read;
    }
}
