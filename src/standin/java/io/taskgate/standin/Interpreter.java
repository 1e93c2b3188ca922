package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs one execution, state after state, on a thread of its own.
final class Interpreter implements Runnable {

    private final Execution execution;
    private final Timers timers;
    private final TaskState tasks;
    private Map<String, JsonNode> variables = Map.of();

    Interpreter(Execution execution, Timers timers, Tokens tokens, Integrations integrations) {
        this.execution = execution;
        this.timers = timers;
        this.tasks = new TaskState(execution, timers, tokens, integrations, this::pause);
    }

    /// What a state hands on.
    ///
    /// @param next      empty when the execution succeeds here
    /// @param variables as the states after it see them
    record Step(JsonNode output, Optional<String> next, Map<String, JsonNode> variables) {}

    @Override
    public void run() {
        try {
            globalTimeout();
            JsonNode data = Json.parsed(execution.input());
            Optional<String> next =
                    Optional.of(execution.machine().asl().path("StartAt").asText());
            while (next.isPresent()) {
                Step step = state(next.get(), data);
                data = step.output();
                variables = step.variables();
                next = step.next();
            }
            execution.end(Execution.Status.SUCCEEDED, output(data));
        } catch (StateFailure failure) {
            execution.end(Execution.Status.FAILED, failure.details());
        } catch (Execution.Ended _) {
            // stopped from outside: the ending is written already
        } catch (RuntimeException bug) {
            execution.end(
                    Execution.Status.FAILED,
                    StateFailure.runtime("the stand-in itself failed: " + bug).details());
        }
    }

    private void globalTimeout() {
        JsonNode limit = execution.machine().asl().path("TimeoutSeconds");
        if (limit.isNumber()) {
            Timers.Alarm alarm = timers.after(
                    Duration.ofSeconds(limit.asLong()), () -> execution.end(Execution.Status.TIMED_OUT, Json.object()));
            execution.onEnd(alarm::cancel);
        }
    }

    private static ObjectNode output(JsonNode data) {
        return Execution.included(Json.object().put("output", data.toString()), "outputDetails");
    }

    private Step state(String name, JsonNode data) {
        JsonNode state = execution.machine().state(name);
        String type = state.path("Type").asText();
        ObjectNode entered =
                Execution.included(Json.object().put("input", data.toString()).put("name", name), "inputDetails");
        execution.add(type + "StateEntered", "stateEnteredEventDetails", entered);
        Step step = perform(type, run(name, state, data));
        String output = step.output().toString();
        if (Json.bytes(output) > Limits.STATE_BYTES) {
            throw StateFailure.tooLarge(name);
        }
        execution.add(
                type + "StateExited",
                "stateExitedEventDetails",
                Execution.included(Json.object().put("name", name).put("output", output), "outputDetails"));
        return step;
    }

    private StateRun run(String name, JsonNode state, JsonNode data) {
        boolean query = execution.machine().isQuery(state);
        return new StateRun(name, state, query, data, variables, execution, timers.now());
    }

    private Step perform(String type, StateRun run) {
        return switch (type) {
            case "Pass" -> run.exit(pass(run));
            case "Task" -> tasks.perform(run);
            case "Choice" -> choice(run);
            case "Wait" -> {
                pause(until(run));
                yield run.exit(run.input());
            }
            case "Succeed" -> new Step(run.exit(run.input()).output(), Optional.empty(), run.variables());
            case "Fail" -> throw new StateFailure(text(run, "Error"), text(run, "Cause"));
            default -> throw StateFailure.runtime("unknown state type " + type);
        };
    }

    private static JsonNode pass(StateRun run) {
        JsonNode result = run.state().path("Result");
        return result.isMissingNode() ? run.parameters(0, Optional.empty()) : result;
    }

    private static Step choice(StateRun run) {
        Optional<JsonNode> rule = Choices.rule(run);
        JsonNode next = rule.map(met -> met.path("Next")).orElse(run.state().path("Default"));
        if (!next.isTextual()) {
            throw new StateFailure(
                    "States.NoChoiceMatched", "No choice rule matched and no Default in state '" + run.name() + "'");
        }
        JsonNode met = rule.orElse(run.state());
        JsonNode input = run.input();
        JsonNode output = run.query() ? run.output(met.path("Output"), "result", input) : run.outputPath(input);
        return new Step(output, Optional.of(next.asText()), run.assigned(met.path("Assign"), "result", input));
    }

    private Duration until(StateRun run) {
        JsonNode state = run.state();
        JsonNode timestamp = run.either("Timestamp");
        if (!timestamp.isMissingNode()) {
            Instant end = Choices.instant(timestamp)
                    .orElseThrow(() ->
                            StateFailure.runtime("Timestamp of state '" + run.name() + "' is not a time: " + state));
            return Duration.between(timers.now(), end);
        }
        JsonNode seconds = run.either("Seconds");
        if (!seconds.canConvertToExactIntegral()) {
            throw StateFailure.runtime("The SecondsPath parameter cannot be parsed as a long value: " + seconds);
        }
        return Duration.ofSeconds(seconds.asLong());
    }

    private static @Nullable String text(StateRun run, String field) {
        JsonNode value = run.either(field);
        return value.isMissingNode() ? null : value.asText();
    }

    /// Waits, unless the execution ends first.
    private void pause(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            return;
        }
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        Timers.Alarm alarm = timers.after(duration, () -> over.complete(true));
        execution.onEnd(() -> {
            alarm.cancel();
            over.complete(false);
        });
        try {
            if (!over.get()) {
                throw new Execution.Ended();
            }
        } catch (InterruptedException | ExecutionException _) {
            throw new Execution.Ended();
        }
    }
}
