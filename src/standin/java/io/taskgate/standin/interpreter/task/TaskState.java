package io.taskgate.standin.interpreter.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.activity.Activity;
import io.taskgate.standin.activity.ActivityTask;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.StatesCalls;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.integration.TaskResource;
import io.taskgate.standin.interpreter.Continuation;
import io.taskgate.standin.interpreter.InterpreterContext;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateHandler;
import io.taskgate.standin.interpreter.StateRun;
import io.taskgate.standin.interpreter.StateVisit;
import io.taskgate.standin.mock.MockAnswer;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.NestedExecution;
import io.taskgate.standin.stepfunctions.StateSerializer;
import io.taskgate.standin.stepfunctions.WaitingTask;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The Task state: the call, the wait for its token or its job, and the events of each.
public final class TaskState implements StateHandler {

    private Optional<Attempt> attempt = Optional.empty();

    /// Each attempt has its own token.
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
        private final TaskResource resource;
        private final TaskEvents events;
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
            this.events = new TaskEvents(stay.flow(), resource);
            this.timeout = seconds("TimeoutSeconds");
            this.heartbeat = seconds("HeartbeatSeconds");
            InterpreterContext kit = stay.kit();
            this.task = kit.tokens().issue(stay.flow().execution(), run.name(), kit.timers());
            this.parameters = parameters(run);
            if (resource.waits() || isActivity()) {
                stay.flow().execution().issued(task.token());
            }
        }

        Attempt(StateVisit stay, JsonNode saved) {
            this.stay = stay;
            StateRun run = stay.run();
            InterpreterContext kit = stay.kit();
            this.resource = resource(run);
            this.events = new TaskEvents(stay.flow(), resource);
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

        /// Resumes the wait, or repeats a call that was in progress, because its effect is unknown.
        Continuation resume() {
            if (!started) {
                return next();
            }
            task.arm();
            if (isActivity()) {
                return Continuation.await(task, this::settled);
            }
            return answer.map(this::await).orElseGet(() -> new Continuation.Hold(this::submit));
        }

        private boolean isActivity() {
            return resource.family() == Integrations.Family.ACTIVITY;
        }

        private static TaskResource resource(StateRun run) {
            return TaskResource.of(run.state().path("Resource").asText())
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
            if (isActivity() && activity().isEmpty()) {
                task.settle(new TaskOutcome.Stopped());
                throw StateFailure.runtime("The activity " + resource.arn() + " does not exist.");
            }
            events.scheduled(parameters, timeout, heartbeat);
            return Continuation.turn(this::next);
        }

        private Optional<Activity> activity() {
            return stay.kit().states().activities().find(resource.arn());
        }

        private Continuation next() {
            return isActivity() && !isMocked() ? new Continuation.Hold(this::offer) : call();
        }

        private Continuation call() {
            started(Optional.empty());
            return new Continuation.Hold(this::submit);
        }

        private void started(Optional<String> worker) {
            ObjectNode details = StatesJson.object();
            worker.ifPresent(name -> details.put("workerName", name));
            events.write("Started", details);
            started = true;
            task.expect(WaitingTask.Deadlines.from(stay.kit().timers().now(), timeout, heartbeat));
            task.arm();
        }

        /// Waits until a worker fetches the task.
        private Runnable offer(Consumer<Supplier<Continuation>> resume) {
            stay.flow().execution().keep();
            ActivityTask offered = new ActivityTask(
                    task.token(),
                    parameters.toString(),
                    worker -> resume.accept(() -> {
                        started(worker);
                        return Continuation.await(task, this::settled);
                    }));
            activity().ifPresent(activity -> activity.schedule(offered));
            return () -> {
                offered.withdraw();
                task.settle(new TaskOutcome.Stopped());
            };
        }

        /// Makes the call, unless the task times out earlier. An answer to the token that arrives before the
        /// call's response waits for it.
        private Runnable submit(Consumer<Supplier<Continuation>> resume) {
            Integrations.Call call =
                    new Integrations.Call(resource, parameters, stay.flow().execution(), timeout);
            stay.flow().execution().keep();
            InterpreterContext kit = stay.kit();
            Optional<MockAnswer> mock = kit.states()
                    .mocks()
                    .next(stay.flow().execution(), stay.run().name(), resource);
            if (mock.isPresent()) {
                MockAnswer canned = mock.get();
                resume.accept(() -> mocked(canned));
                return () -> task.settle(new TaskOutcome.Stopped());
            }
            Continuation.Hold calling = Continuation.call(
                    () -> StatesCalls.serves(resource)
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

        private boolean isMocked() {
            return stay.kit()
                    .states()
                    .mocks()
                    .has(stay.flow().execution(), stay.run().name(), resource);
        }

        private Continuation mocked(MockAnswer canned) {
            return switch (canned) {
                case MockAnswer.Result(JsonNode result) -> {
                    if (resource.waits()) {
                        events.write("Submitted", output("{}"));
                    }
                    task.settle(new TaskOutcome.Stopped());
                    yield succeeded(result.toString());
                }
                case MockAnswer.Failure(String error, Optional<String> cause) -> {
                    task.settle(new TaskOutcome.Stopped());
                    StateFailure failure = new StateFailure(error, cause.orElse(null));
                    throw failed(failure.isTimeout() ? "TimedOut" : "Failed", failure);
                }
                case MockAnswer.Submitted(JsonNode response) -> {
                    if (resource.mode() != Integrations.Mode.TOKEN) {
                        task.settle(new TaskOutcome.Stopped());
                        throw failed(
                                "Failed",
                                StateFailure.runtime("The mock file answers " + resource.name()
                                        + " with submitted, which only .waitForTaskToken has. Use result."));
                    }
                    yield answered(response);
                }
            };
        }

        private Continuation answered(JsonNode given) {
            if (!resource.waits()) {
                task.settle(new TaskOutcome.Stopped());
                return succeeded(given.toString());
            }
            events.write("Submitted", output(given.toString()));
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
            throw failed(failure.isTimeout() ? "TimedOut" : resource.waits() ? "SubmitFailed" : "Failed", failure);
        }

        private Continuation settled(TaskOutcome outcome) {
            return switch (outcome) {
                case TaskOutcome.Succeeded(String sent) -> succeeded(sent);
                case TaskOutcome.Failed(var error, var cause) -> throw failed("Failed", new StateFailure(error, cause));
                case TaskOutcome.HeartbeatMissed() -> throw failed("TimedOut", StateFailure.heartbeatTimeout());
                case TaskOutcome.TimedOut() -> throw failed("TimedOut", StateFailure.timeout());
                case TaskOutcome.Stopped() -> throw new Execution.Ended();
            };
        }

        private Continuation succeeded(String answer) {
            if (StatesJson.bytes(answer) > ServiceLimits.STATE_BYTES) {
                throw failed("Failed", StateFailure.tooLarge(stay.run().name()));
            }
            events.write("Succeeded", output(answer));
            return stay.left(StatesJson.parsed(answer));
        }

        private StateFailure failed(String what, StateFailure failure) {
            events.write(what, failure.details());
            return failure;
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
    }
}
