package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.StatesCalls;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.realm.Realm;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.NestedExecution;
import io.taskgate.standin.stepfunctions.StateSerializer;
import io.taskgate.standin.stepfunctions.WaitingTask;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The Task state: the call, the wait for its token or its job, and the events of each.
final class TaskState implements StateHandler {

    private Optional<Attempt> attempt = Optional.empty();

    /// Each try has its own token.
    @Override
    public Continuation begin(StateVisit stay) {
        Attempt next = new Attempt(stay);
        attempt = Optional.of(next);
        return next.begin();
    }

    @Override
    public ObjectNode saved() {
        return attempt.map(Attempt::saved).orElseGet(StatesJson::object);
    }

    @Override
    public void restore(StateVisit stay, JsonNode saved) {
        if (saved.has("token")) {
            attempt = Optional.of(new Attempt(stay, saved));
        }
    }

    @Override
    public Continuation resume(StateVisit stay) {
        return attempt.map(Attempt::resume).orElseGet(() -> begin(stay));
    }

    private static final class Attempt {

        private final StateVisit stay;
        private final Integrations.Resource resource;
        private final WaitingTask task;
        private final JsonNode parameters;
        private final Optional<Duration> timeout;
        private final Optional<Duration> heartbeat;
        private boolean started;
        private Optional<JsonNode> answer = Optional.empty();

        Attempt(StateVisit stay) {
            this.stay = stay;
            StateRun run = stay.run();
            this.resource = resource(run);
            this.timeout = seconds("TimeoutSeconds");
            this.heartbeat = seconds("HeartbeatSeconds");
            InterpreterContext kit = stay.kit();
            this.task = kit.tokens().issue(stay.flow().execution(), run.name(), kit.timers());
            this.parameters = parameters(run);
            if (resource.waits()) {
                stay.flow().execution().issued(task.token());
            }
        }

        Attempt(StateVisit stay, JsonNode saved) {
            this.stay = stay;
            StateRun run = stay.run();
            InterpreterContext kit = stay.kit();
            this.resource = resource(run);
            this.timeout = duration(saved.path("timeout"));
            this.heartbeat = duration(saved.path("heartbeat"));
            this.parameters = saved.path("parameters");
            this.task =
                    kit.tokens().open(saved.path("token").asText(), stay.flow().execution(), run.name(), kit.timers());
            this.started = saved.path("started").asBoolean();
            this.answer = Optional.ofNullable(saved.get("answer"));
            task.expect(new WaitingTask.Deadlines(
                    StateSerializer.instant(saved.path("timeoutAt")),
                    heartbeat,
                    StateSerializer.instant(saved.path("beatBy"))));
        }

        private static Optional<Duration> duration(JsonNode saved) {
            return StateSerializer.text(saved).map(Duration::parse);
        }

        ObjectNode saved() {
            WaitingTask.Deadlines deadlines = task.deadlines();
            ObjectNode saved = StatesJson.object().put("token", task.token()).put("started", started);
            saved.set("parameters", parameters);
            timeout.ifPresent(limit -> saved.put("timeout", limit.toString()));
            heartbeat.ifPresent(limit -> saved.put("heartbeat", limit.toString()));
            deadlines.timeout().ifPresent(at -> saved.put("timeoutAt", at.toString()));
            deadlines.beatBy().ifPresent(at -> saved.put("beatBy", at.toString()));
            answer.ifPresent(given -> saved.set("answer", given));
            return saved;
        }

        /// Waits on, or makes the call again that was under way: nobody knows how far it came.
        Continuation resume() {
            if (!started) {
                return call();
            }
            task.arm();
            return answer.map(this::await).orElseGet(() -> new Continuation.Hold(this::submit));
        }

        private static Integrations.Resource resource(StateRun run) {
            return Integrations.Resource.of(run.state().path("Resource").asText())
                    .orElseThrow(() -> StateFailure.runtime("unknown resource"));
        }

        private JsonNode parameters(StateRun run) {
            Optional<String> token = resource.waits() ? Optional.of(task.token()) : Optional.empty();
            try {
                return stay.within(run.in(run.context().withToken(token)).parameters());
            } catch (StateFailure failure) {
                task.settle(new TaskOutcome.Stopped());
                throw failure;
            }
        }

        Continuation begin() {
            event("TaskScheduled", "taskScheduledEventDetails", scheduled());
            return Continuation.turn(this::call);
        }

        private Continuation call() {
            event("TaskStarted", "taskStartedEventDetails", StatesJson.object());
            started = true;
            task.expect(WaitingTask.Deadlines.from(stay.kit().timers().now(), timeout, heartbeat));
            task.arm();
            return new Continuation.Hold(this::submit);
        }

        /// The call, unless time runs out under it. An answer to the token that overtakes the call's waits for
        /// it.
        private Runnable submit(Consumer<Supplier<Continuation>> resume) {
            Integrations.Call call = new Integrations.Call(
                    resource.service(), parameters, stay.flow().execution(), timeout);
            stay.flow().execution().keep();
            InterpreterContext kit = stay.kit();
            Continuation.Hold calling = Continuation.call(
                    () -> StatesCalls.serves(call.service())
                            ? StatesCalls.call(kit.states(), call)
                            : kit.integrations().call(call),
                    this::answered,
                    this::refused);
            Runnable callOff = calling.on().begin(resume);
            task.whenSettled(outcome -> {
                if (outcome.isExpiry()) {
                    callOff.run();
                    resume.accept(() -> settled(outcome));
                }
            });
            return () -> {
                callOff.run();
                task.settle(new TaskOutcome.Stopped());
            };
        }

        private Continuation answered(JsonNode given) {
            if (!resource.waits()) {
                task.settle(new TaskOutcome.Stopped());
                return succeeded(given.toString());
            }
            event("TaskSubmitted", "taskSubmittedEventDetails", output(given.toString()));
            answer = Optional.of(given);
            return await(given);
        }

        private Continuation await(JsonNode given) {
            if (resource.mode() != Integrations.Mode.TOKEN) {
                NestedExecution.watch(stay.kit(), given, task, resource.mode());
            }
            return Continuation.await(task, this::settled);
        }

        private Continuation refused(StateFailure failure) {
            task.settle(new TaskOutcome.Stopped());
            String type = failure.isTimeout() ? "TaskTimedOut" : resource.waits() ? "TaskSubmitFailed" : "TaskFailed";
            throw failed(type, failure);
        }

        private Continuation settled(TaskOutcome outcome) {
            return switch (outcome) {
                case TaskOutcome.Succeeded(String sent) -> succeeded(sent);
                case TaskOutcome.Failed(var error, var cause) ->
                    throw failed("TaskFailed", new StateFailure(error, cause));
                case TaskOutcome.HeartbeatMissed() -> throw failed("TaskTimedOut", StateFailure.heartbeatTimeout());
                case TaskOutcome.TimedOut() -> throw failed("TaskTimedOut", StateFailure.timeout());
                case TaskOutcome.Stopped() -> throw new Execution.Ended();
            };
        }

        private Continuation succeeded(String answer) {
            if (StatesJson.bytes(answer) > ServiceLimits.STATE_BYTES) {
                throw failed("TaskFailed", StateFailure.tooLarge(stay.run().name()));
            }
            event("TaskSucceeded", "taskSucceededEventDetails", output(answer));
            return stay.left(StatesJson.parsed(answer));
        }

        private StateFailure failed(String type, StateFailure failure) {
            String details = Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails";
            event(type, details, failure.details());
            return failure;
        }

        private ObjectNode scheduled() {
            ObjectNode details = StatesJson.object()
                    .put("parameters", parameters.toString())
                    .put("region", Realm.current().region());
            timeout.ifPresent(limit -> details.put("timeoutInSeconds", limit.toSeconds()));
            heartbeat.ifPresent(limit -> details.put("heartbeatInSeconds", limit.toSeconds()));
            return details;
        }

        private Optional<Duration> seconds(String field) {
            JsonNode value = stay.run().either(field);
            if (value.isMissingNode()) {
                return Optional.empty();
            }
            if (!value.canConvertToExactIntegral() || value.asLong() <= 0) {
                throw StateFailure.runtime("The " + field + " of state '"
                        + stay.run().name() + "' refers to a value which is not a positive integer");
            }
            return Optional.of(Duration.ofSeconds(value.asLong()));
        }

        private static ObjectNode output(String text) {
            return Execution.included(StatesJson.object().put("output", text), "outputDetails");
        }

        private void event(String type, String detailsName, ObjectNode details) {
            details.put("resource", resource.action())
                    .put("resourceType", resource.service().type());
            stay.flow().event(type, detailsName, details);
        }
    }
}
