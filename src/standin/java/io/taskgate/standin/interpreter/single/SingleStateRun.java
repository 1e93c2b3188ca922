package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.StatesCalls;
import io.taskgate.standin.integration.TaskResource;
import io.taskgate.standin.interpreter.InterpreterContext;
import io.taskgate.standin.interpreter.RetryCounters;
import io.taskgate.standin.interpreter.SimpleStates;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateOutput;
import io.taskgate.standin.interpreter.StateRun;
import io.taskgate.standin.stepfunctions.Execution;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Runs one state once, with a mocked result or with the integration itself, and all stages of its data flow.
/// Used once.
public final class SingleStateRun {

    private final StateRun run;
    private final Execution execution;
    private final InterpreterContext kit;
    private final Optional<StateMock> mock;
    private final StateConditions conditions;
    private final StateInspection inspection = new StateInspection();

    /// @param execution the execution that the context refers to, which is not stored
    public SingleStateRun(
            StateRun run,
            Execution execution,
            InterpreterContext kit,
            Optional<StateMock> mock,
            StateConditions conditions) {
        this.run = run;
        this.execution = execution;
        this.kit = kit;
        this.mock = mock;
        this.conditions = conditions;
    }

    /// Returns the answer of TestState with all its inspection data. Blocks while an integration is called.
    public ObjectNode run() {
        ObjectNode answer = StatesJson.object();
        inspection.stage("input", run.raw());
        try {
            StateOutput output = output();
            inspection.variables(output.variables());
            answer.put("output", output.output().toString());
            output.next().ifPresent(next -> answer.put("nextState", next));
            answer.put("status", "SUCCEEDED");
        } catch (StateFailure failure) {
            failed(failure, answer);
        }
        return answer.set("inspectionData", inspection.data());
    }

    private StateOutput output() {
        return switch (run.state().path("Type").asText()) {
            case "Task" -> task();
            case "Map" -> new MockedMap(run, conditions, inspection).output(mocked());
            case "Parallel" -> parallel();
            case "Pass" -> pass();
            default -> {
                if (!run.query()) {
                    inspection.stage("afterInputPath", run.input());
                }
                yield SimpleStates.output(run, kit.timers().now());
            }
        };
    }

    private StateOutput pass() {
        JsonNode result = run.state().path("Result");
        if (!run.query() && !result.isMissingNode()) {
            placed(inspection.stage("result", result));
        } else if (!run.query()) {
            inspection.stage("afterInputPath", run.input());
            placed(inspection.stage("afterParameters", run.parameters()));
        }
        return SimpleStates.output(run, kit.timers().now());
    }

    private void placed(JsonNode result) {
        inspection.stage("afterResultPath", run.result(inspection.stage("afterResultSelector", result)));
    }

    private StateOutput task() {
        JsonNode parameters = parameters();
        JsonNode result = inspection.stage("result", mock.isPresent() ? mocked() : called(parameters));
        return exit(run, result, inspection);
    }

    private JsonNode parameters() {
        if (run.query()) {
            return inspection.stage("afterArguments", run.parameters());
        }
        inspection.stage("afterInputPath", run.input());
        return inspection.stage("afterParameters", run.parameters());
    }

    private JsonNode mocked() {
        return switch (mock.orElseThrow()) {
            case StateMock.Returns(JsonNode result) -> result;
            case StateMock.Fails(StateFailure failure) -> throw failure;
        };
    }

    private JsonNode called(JsonNode parameters) {
        TaskResource resource =
                TaskResource.of(run.state().path("Resource").asText()).orElseThrow();
        boolean http = resource.family() == Integrations.Family.HTTP;
        if (http) {
            HttpInspection.request(inspection.part("request"), parameters);
        }
        Integrations.Call call = new Integrations.Call(resource, parameters, execution, Optional.empty());
        JsonNode result = StatesCalls.serves(resource)
                ? StatesCalls.call(kit.states(), call)
                : kit.integrations().call(call);
        if (http) {
            HttpInspection.response(inspection.part("response"), result);
        }
        return result;
    }

    private StateOutput parallel() {
        JsonNode result = mocked();
        return exit(run, result, inspection);
    }

    static StateOutput exit(StateRun run, JsonNode result, StateInspection inspection) {
        JsonNode selected = run.selected(result);
        if (!run.query()) {
            inspection.stage("afterResultSelector", selected);
            inspection.stage("afterResultPath", run.result(selected));
        }
        return run.exit(selected);
    }

    private void failed(StateFailure failure, ObjectNode answer) {
        answer.put("error", failure.error()).put("cause", failure.why());
        ObjectNode details = StatesJson.object();
        JsonNode retriers = run.state().path("Retry");
        OptionalInt retrier = RetryCounters.matching(retriers, failure);
        if (retrier.isPresent()) {
            details.put("retryIndex", retrier.getAsInt());
            Optional<Duration> delay = RetryCounters.delay(retriers.get(retrier.getAsInt()), conditions.retries());
            if (delay.isPresent()) {
                details.put("retryBackoffIntervalSeconds", delay.get().toSeconds());
                inspection.error(details);
                answer.put("status", "RETRIABLE");
                return;
            }
        }
        Optional<StateOutput> caught = run.caught(failure);
        if (caught.isPresent()) {
            inspection.error(StatesJson.object().put("catchIndex", catcher(failure)));
            inspection.variables(caught.get().variables());
            answer.put("output", caught.get().output().toString())
                    .put("nextState", caught.get().next().orElseThrow())
                    .put("status", "CAUGHT_ERROR");
            return;
        }
        inspection.error(details);
        answer.put("status", "FAILED");
    }

    private int catcher(StateFailure failure) {
        JsonNode catchers = run.state().path("Catch");
        int index = 0;
        while (!failure.matches(catchers.path(index).path("ErrorEquals"))) {
            index++;
        }
        return index;
    }
}
