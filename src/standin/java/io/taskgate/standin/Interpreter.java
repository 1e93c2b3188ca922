package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Runs one execution from its first state to its end, and again when it is redriven.
final class Interpreter {

    private final Execution execution;
    private final Timers timers;
    private final Flow flow;

    /// @param saved what [#saved] gave before the stand-ins were started again; empty for one that has not begun
    Interpreter(Execution execution, Kit kit, Optional<JsonNode> saved) {
        this.execution = execution;
        this.timers = kit.timers();
        Flow.Place place = new Flow.Place(kit, execution, execution.machine().asl(), Optional.empty());
        // as recorded: the first state's entry points at nothing, not at ExecutionStarted
        this.flow = saved.map(of -> new Flow(place, of, this::ended))
                .orElseGet(() -> new Flow(place, execution.data(), Map.of(), 0, this::ended));
    }

    void start() {
        watch(execution.started());
        flow.start();
    }

    /// On with what it waited for when the stand-ins ended.
    void resume() {
        watch(execution.redriven().orElse(execution.started()));
        if (flow.ending() instanceof Flow.Ending.Running) {
            flow.resume();
        } else {
            // the redrive was answered, and not begun
            flow.last(execution.history().size());
            execution.strand().execute(flow::redrive);
        }
    }

    /// Where it stands between two turns of its strand.
    ObjectNode saved() {
        return flow.saved();
    }

    /// On with the state that failed or was aborted.
    void redrive() {
        long redriven = execution.redrive();
        execution.strand().execute(() -> {
            flow.last(redriven);
            watch(timers.now());
            flow.redrive();
        });
    }

    private void watch(Instant since) {
        execution.onEnd(() -> execution.strand().execute(flow::abort));
        JsonNode given = execution.machine().asl().path("TimeoutSeconds");
        if (given.isNumber()) {
            limit(since.plusSeconds(given.asLong()));
        } else if (execution.machine().express()) {
            limit(since.plus(Limits.EXPRESS));
        }
    }

    private void limit(Instant time) {
        Timers.Alarm alarm = timers.at(time, () -> execution.end(Execution.Status.TIMED_OUT, Json.object(), 0));
        execution.onEnd(alarm::cancel);
    }

    private void ended(Flow ended) {
        switch (ended.ending()) {
            case Flow.Ending.Succeeded(JsonNode output) -> {
                execution.end(Execution.Status.SUCCEEDED, output(output), flow.last());
                execution.finished();
            }
            case Flow.Ending.Failed(StateFailure failure) ->
                execution.end(Execution.Status.FAILED, failure.details(), flow.last());
            case Flow.Ending.Running(), Flow.Ending.Aborted() -> {}
        }
    }

    private static ObjectNode output(JsonNode data) {
        return Execution.included(Json.object().put("output", data.toString()), "outputDetails");
    }
}
