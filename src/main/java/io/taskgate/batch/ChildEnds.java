package io.taskgate.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.Json;
import io.taskgate.payload.JsonText;
import io.taskgate.payload.Payload;
import io.taskgate.payload.PayloadStore;
import io.taskgate.payload.Shape;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes the ends of runners, whoever tells them and however often: each is written once. Safe for many threads.
@Singleton
public final class ChildEnds {

    private static final Logger LOG = Logger.getLogger(ChildEnds.class);

    /// Of an error's cause that is kept, in characters.
    private static final int MOST_CAUSE = 1_000;

    /// Larger results wait in the payload store.
    private static final int PARKED_FROM = 8 * 1024;

    private static final int MOST_RESULT = 16 * 1024 * 1024;
    private static final int MOST_KNOWN = 256;

    private final BatchLedger ledger;
    private final Runners runners;
    private final PayloadStore store;
    private final Drives drives;
    private final Map<BatchId, Known> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BatchId, Known> eldest) {
            return size() > MOST_KNOWN;
        }
    });

    public ChildEnds(BatchLedger ledger, Runners runners, PayloadStore store, Drives drives) {
        this.ledger = ledger;
        this.runners = runners;
        this.store = store;
        this.drives = drives;
    }

    /// What never changes of a batch.
    private record Known(BatchRequest request, Optional<Shape> gather) {}

    /// An execution has ended, as the event says.
    ///
    /// @param output JSON text; null where it failed, or the event had no room for it
    /// @return false where it is no runner of ours
    public boolean ended(
            String executionArn,
            String status,
            @Nullable String output,
            @Nullable String error,
            @Nullable String cause) {
        Optional<RunnerName> runner = RunnerName.ofExecution(executionArn);
        if (runner.isEmpty() || status.equals("RUNNING") || status.equals("PENDING_REDRIVE")) {
            return runner.isPresent();
        }
        if (!status.equals("SUCCEEDED")) {
            return end(runner.get(), failed(status, error, cause));
        }
        if (output != null) {
            return succeeded(runner.get(), output);
        }
        switch (runners.describe(executionArn)) {
            case Runners.Standing.Succeeded(String whole) -> succeeded(runner.get(), whole);
            case Runners.Standing.Failed(String name, String why) -> end(runner.get(), new Child.End.Failed(name, why));
            case Runners.Standing.Running _, Runners.Standing.Unknown _, Runners.Standing.NotNow _ ->
                // Its output is asked for once more by the reconciliation.
                LOG.debugf("%s: its output could not be had now", executionArn);
        }
        return true;
    }

    private static Child.End failed(String status, @Nullable String error, @Nullable String cause) {
        String name =
                switch (status) {
                    case "TIMED_OUT" -> "States.Timeout";
                    case "ABORTED" -> "Taskgate.RunnerAborted";
                    default -> "Taskgate.RunnerFailed";
                };
        return new Child.End.Failed(error == null || error.isBlank() ? name : error, clipped(cause));
    }

    private static @Nullable String clipped(@Nullable String cause) {
        return cause == null || cause.length() <= MOST_CAUSE ? cause : cause.substring(0, MOST_CAUSE) + "…";
    }

    /// @param standing of a runner that may have ended
    /// @return whether it has ended
    boolean take(RunnerName runner, Runners.Standing standing) {
        return switch (standing) {
            case Runners.Standing.Succeeded(String output) -> succeeded(runner, output);
            case Runners.Standing.Failed(String error, String cause) ->
                end(runner, new Child.End.Failed(error, clipped(cause)));
            case Runners.Standing.Running _, Runners.Standing.Unknown _, Runners.Standing.NotNow _ -> false;
        };
    }

    private boolean succeeded(RunnerName runner, String output) {
        Optional<Known> batch = known(runner.batch());
        return batch.isPresent() && end(runner, shaped(runner, batch.get(), output));
    }

    boolean end(RunnerName runner, Child.End end) {
        if (ledger.end(runner, end)) {
            LOG.debugf("%s: runner %d ended", runner.batch(), runner.index());
        }
        drives.signal(runner);
        return true;
    }

    private Child.End shaped(RunnerName runner, Known batch, String output) {
        try {
            byte[] utf8 = output.getBytes(StandardCharsets.UTF_8);
            byte[] result = batch.gather().isPresent()
                    ? batch.gather().get().apply(about(runner, utf8), NOTHING, MOST_RESULT)
                    : JsonText.parse(utf8).utf8();
            return new Child.End.Succeeded(
                    result.length < PARKED_FROM
                            ? new Payload.Inline(result)
                            : new Payload.Parked(store.checkIn(result, "application/json", NOTHING)));
        } catch (EvaluationException | InvalidJsonException e) {
            return new Child.End.Failed(Errors.GATHER, clipped(e.getMessage()));
        }
    }

    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private static byte[] about(RunnerName runner, byte[] output) throws InvalidJsonException {
        ObjectNode about = JsonNodeFactory.instance.objectNode();
        about.set("output", JsonText.parse(output).node());
        return Json.bytes(about.put("index", runner.index()));
    }

    private Optional<Known> known(BatchId id) {
        Known found = known.get(id);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<Known> read =
                ledger.find(id).map(Batch::request).map(request -> new Known(request, Gather.shape(request.gather())));
        read.ifPresent(batch -> known.put(id, batch));
        return read;
    }
}
