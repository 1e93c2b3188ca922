package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// The Task state: the call, the wait for its token, Retry and Catch, and the events of each.
final class TaskState {

    private final Execution execution;
    private final Timers timers;
    private final Tokens tokens;
    private final Integrations integrations;
    private final Consumer<Duration> pause;

    TaskState(Execution execution, Timers timers, Tokens tokens, Integrations integrations, Consumer<Duration> pause) {
        this.execution = execution;
        this.timers = timers;
        this.tokens = tokens;
        this.integrations = integrations;
        this.pause = pause;
    }

    Interpreter.Step perform(StateRun run) {
        Retries retries = new Retries(run.state().path("Retry"));
        while (true) {
            try {
                JsonNode result = attempt(run, retries.count());
                return run.exit(run.selected(result));
            } catch (StateFailure failure) {
                Optional<Duration> wait = retries.next(failure);
                if (wait.isEmpty()) {
                    return caught(run, failure);
                }
                pause.accept(wait.get());
            }
        }
    }

    private static Interpreter.Step caught(StateRun run, StateFailure failure) {
        for (JsonNode catcher : run.state().path("Catch")) {
            if (failure.matches(catcher.path("ErrorEquals"))) {
                JsonNode error = failure.errorOutput();
                JsonNode output = run.query()
                        ? run.output(catcher.path("Output"), "errorOutput", error)
                        : run.placed(catcher.path("ResultPath"), error);
                return new Interpreter.Step(
                        output,
                        Optional.of(catcher.path("Next").asText()),
                        run.assigned(catcher.path("Assign"), "errorOutput", error));
            }
        }
        throw failure;
    }

    /// Each try has its own token.
    private JsonNode attempt(StateRun run, int retryCount) {
        Integrations.Resource resource = Integrations.Resource.of(
                        run.state().path("Resource").asText())
                .orElseThrow(() -> StateFailure.runtime("unknown resource"));
        Optional<WaitingTask> waiting =
                resource.waits() ? Optional.of(tokens.issue(execution, run.name(), timers)) : Optional.empty();
        Attempt attempt = new Attempt(run, resource, waiting, retryCount);
        try {
            return attempt.result();
        } catch (StateFailure failure) {
            waiting.ifPresent(task -> task.settle(new Outcome.Stopped()));
            throw failure;
        }
    }

    private final class Attempt {

        private final StateRun run;
        private final Integrations.Resource resource;
        private final Optional<WaitingTask> waiting;
        private final JsonNode parameters;
        private final Optional<Duration> timeout;
        private final Optional<Duration> heartbeat;

        Attempt(StateRun run, Integrations.Resource resource, Optional<WaitingTask> waiting, int retryCount) {
            this.run = run;
            this.resource = resource;
            this.waiting = waiting;
            this.parameters = run.parameters(retryCount, waiting.map(WaitingTask::token));
            this.timeout = seconds("TimeoutSeconds");
            this.heartbeat = seconds("HeartbeatSeconds");
        }

        JsonNode result() {
            event("TaskScheduled", "taskScheduledEventDetails", scheduled());
            event("TaskStarted", "taskStartedEventDetails", Json.object());
            waiting.ifPresent(task -> task.arm(timeout, heartbeat));
            String answer = submit().toString();
            if (waiting.isEmpty()) {
                return succeeded(answer);
            }
            event("TaskSubmitted", "taskSubmittedEventDetails", output(answer));
            return switch (waiting.get().await()) {
                case Outcome.Succeeded(String sent) -> succeeded(sent);
                case Outcome.Failed(var error, var cause) -> throw failed("TaskFailed", new StateFailure(error, cause));
                case Outcome.HeartbeatMissed() -> throw failed("TaskTimedOut", StateFailure.heartbeatTimeout());
                case Outcome.TimedOut() -> throw failed("TaskTimedOut", StateFailure.timeout());
                case Outcome.Stopped() -> throw new Execution.Ended();
            };
        }

        private JsonNode submit() {
            try {
                return integrations.call(new Integrations.Call(resource.service(), parameters, execution, timeout));
            } catch (StateFailure failure) {
                String type =
                        failure.isTimeout() ? "TaskTimedOut" : waiting.isPresent() ? "TaskSubmitFailed" : "TaskFailed";
                throw failed(type, failure);
            }
        }

        private JsonNode succeeded(String answer) {
            if (Json.bytes(answer) > Limits.STATE_BYTES) {
                throw failed("TaskFailed", StateFailure.tooLarge(run.name()));
            }
            event("TaskSucceeded", "taskSucceededEventDetails", output(answer));
            return Json.parsed(answer);
        }

        private StateFailure failed(String type, StateFailure failure) {
            String details = Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails";
            event(type, details, failure.details());
            return failure;
        }

        private ObjectNode scheduled() {
            ObjectNode details =
                    Json.object().put("parameters", parameters.toString()).put("region", Arns.REGION);
            timeout.ifPresent(limit -> details.put("timeoutInSeconds", limit.toSeconds()));
            heartbeat.ifPresent(limit -> details.put("heartbeatInSeconds", limit.toSeconds()));
            return details;
        }

        private Optional<Duration> seconds(String field) {
            JsonNode value = run.either(field);
            return value.isNumber() ? Optional.of(Duration.ofSeconds(value.asLong())) : Optional.empty();
        }

        private static ObjectNode output(String text) {
            return Execution.included(Json.object().put("output", text), "outputDetails");
        }

        private void event(String type, String detailsName, ObjectNode details) {
            details.put("resource", resource.action())
                    .put("resourceType", resource.service().type());
            execution.add(type, detailsName, details);
        }
    }
}
