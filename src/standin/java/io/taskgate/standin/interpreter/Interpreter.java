package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Runs one execution from its first state to its end, and again after a redrive.
public final class Interpreter {

    private final Execution execution;
    private final Timers timers;
    private final StateFlow flow;

    /// @param saved the result of [#saved] before a restart of the stand-ins; empty for an execution that has
    ///     not started
    public Interpreter(Execution execution, InterpreterContext kit, Optional<JsonNode> saved) {
        this.execution = execution;
        this.timers = kit.timers();
        StateFlow.Place place =
                new StateFlow.Place(kit, execution, execution.machine().asl(), Optional.empty());
        // as recorded: the previous event of the first state's entry is 0, not ExecutionStarted
        this.flow = saved.map(of -> new StateFlow(place, of, this::ended))
                .orElseGet(() -> new StateFlow(place, execution.data(), Map.of(), 0, this::ended));
    }

    public void start() {
        watch(execution.started());
        flow.start();
    }

    /// Resumes the waits from before a restart of the stand-ins.
    public void resume() {
        watch(execution.redriven().orElse(execution.started()));
        if (flow.ending() instanceof StateFlow.Ending.Running) {
            flow.resume();
        } else {
            // the redrive was acknowledged, but not started
            flow.last(execution.events());
            execution.strand().execute(flow::redrive);
        }
    }

    /// Returns the saved state of the interpreter between two steps of its execution queue.
    public ObjectNode saved() {
        return flow.saved();
    }

    /// Resumes at the state that failed or was aborted.
    public void redrive() {
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
            limit(since.plus(ServiceLimits.EXPRESS));
        }
    }

    private void limit(Instant time) {
        Timers.Alarm alarm = timers.at(time, () -> execution.end(Execution.Status.TIMED_OUT, StatesJson.object(), 0));
        execution.onEnd(alarm::cancel);
    }

    private void ended(StateFlow ended) {
        switch (ended.ending()) {
            case StateFlow.Ending.Succeeded(JsonNode output) -> {
                execution.end(Execution.Status.SUCCEEDED, output(output), flow.last());
                execution.finished();
            }
            case StateFlow.Ending.Failed(StateFailure failure) ->
                execution.end(Execution.Status.FAILED, failure.details(), flow.last());
            case StateFlow.Ending.Running(), StateFlow.Ending.Aborted() -> {}
        }
    }

    private static ObjectNode output(JsonNode data) {
        return Execution.included(StatesJson.object().put("output", data.toString()), "outputDetails");
    }
}
