package io.taskgate.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.RegistrationBuilder;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import io.taskgate.simulation.check.ObservedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One execution of a state machine with the worker of its tasks, from which scenarios are built. The methods
/// wait, so they must be called on threads of [SimulatedWorld#outside()].
public final class SimulatedExecution {

    private static final String MACHINE = "arn:aws:states:eu-central-1:123456789012:execution:machine:";
    private static final Duration STATE_TIMEOUT = Duration.ofMinutes(20);
    /// The operation name of a batch.
    public static final String BATCH = "batch";

    /// A time limit that is far longer than a batch takes after the end of the faults.
    private static final Duration BATCH_WAIT = Duration.ofMinutes(8);

    private static final Duration REQUEST_WAIT = Duration.ofMinutes(3);
    private static final Duration LONGEST_WORK = Duration.ofSeconds(6);

    private final SimulatedWorld world;
    private final SimulatedCaller caller;
    private final String arn;
    private final int redriveCount;

    public SimulatedExecution(SimulatedWorld world, SimulatedCaller caller, String name, int redriveCount) {
        this(world, caller, redriveCount, MACHINE + name);
    }

    private SimulatedExecution(SimulatedWorld world, SimulatedCaller caller, int redriveCount, String arn) {
        this.world = world;
        this.caller = caller;
        this.arn = arn;
        this.redriveCount = redriveCount;
    }

    /// Returns an execution that a batch has started.
    static SimulatedExecution ofRunner(SimulatedWorld world, SimulatedCaller caller, String arn) {
        return new SimulatedExecution(world, caller, 0, arn);
    }

    SimulatedCaller caller() {
        return caller;
    }

    /// A task of a scenario.
    ///
    /// @param work the work that answers refer to
    /// @param operation the operation of the service `orders`
    /// @param timeout the state's time-out; null for one that is never reached
    public record TaskSpec(
            String work,
            String operation,
            String key,
            @Nullable Duration timeout) {

        public TaskSpec(String work, String operation, String key) {
            this(work, operation, key, null);
        }
    }

    /// Enters a state that waits for a token, without a registration.
    public ObservedTask enter(TaskSpec spec, int retryCount) {
        String token = spec.work() + "/" + retryCount + "-"
                + Long.toHexString(world.random().nextLong());
        ObservedTask task = new ObservedTask(
                spec.work(),
                spec.key(),
                world.stepFunctions().open(token, arn, null, spec.timeout() == null ? STATE_TIMEOUT : spec.timeout()),
                SimulatedRoutes.silence(spec.operation()),
                SimulatedRoutes.limit(spec.operation()),
                world.scheduler().now());
        world.observe(task);
        return task;
    }

    /// Waits for a batch as a state with a Retry does: a newer token follows each failed request and each
    /// failed batch.
    ///
    /// @return the last task of the execution
    public ObservedTask awaitBatch(TaskSpec spec, SimulatedBatch batch) {
        return awaitBatch(spec, batch, () -> true);
    }

    /// @param goesOn returns whether the execution is still running
    ObservedTask awaitBatch(TaskSpec spec, SimulatedBatch batch, BooleanSupplier goesOn) {
        Instant enteredAt = now();
        for (int retry = 0; ; retry++) {
            ObservedTask task = enter(spec, retry);
            task.ofItems(batch.items());
            boolean accepted = caller.scatter(task, registration(task, spec, enteredAt, retry), batch);
            if (accepted && !caller.awaitEnd(task, BATCH_WAIT) || isSucceeded(task)) {
                return task;
            }
            task.abandon();
            world.stepFunctions().close(task.task());
            if (!goesOn.getAsBoolean()) {
                return task;
            }
            world.scheduler().sleep(world.faults().between(Duration.ZERO, Duration.ofSeconds(2)));
        }
    }

    static boolean isSucceeded(ObservedTask task) {
        return task.task().ending() instanceof StepFunctions.TaskOutcome.Succeeded;
    }

    public Registration registration(ObservedTask task, TaskSpec spec, Instant enteredAt, int retryCount) {
        return new RegistrationBuilder(
                        SimulatedGateway.TENANT,
                        CallbackOwner.of("bus:all", arn),
                        TaskToken.of(task.task().token()),
                        spec.operation().equals(BATCH) ? Route.OWN : SimulatedRoutes.serviceOf(spec.operation()),
                        spec.operation())
                .correlationKey(spec.key())
                .executionArn(arn)
                .stateName("Wait")
                .enteredAt(enteredAt)
                .retryCount(retryCount)
                .redriveCount(redriveCount)
                .input(JsonText.of(SimulatedCaller.request(spec.work())))
                .build();
    }

    public Instant now() {
        return SimulatedClock.BEGINNING.plusNanos(world.scheduler().now());
    }

    /// Waits for a token as a state with a Retry does. By HTTP, a newer token follows a failed attempt; by
    /// event, the same token is redelivered until it is accepted.
    public ObservedTask await(TaskSpec spec) {
        Instant enteredAt = now();
        boolean byEvent = world.random().nextBoolean();
        for (int retry = 0; ; retry++) {
            ObservedTask task = enter(spec, retry);
            Registration registration = registration(task, spec, enteredAt, retry);
            if (byEvent ? caller.registerByEvent(task, registration) : caller.register(task, registration)) {
                return task;
            }
            if (!task.task().isOpen()) {
                // The task succeeded before the reply came, and Step Functions does not retry a task that has
                // succeeded.
                return task;
            }
            task.abandon();
            world.stepFunctions().close(task.task());
            world.scheduler().sleep(world.faults().between(Duration.ZERO, Duration.ofSeconds(2)));
        }
    }

    /// Runs the worker: receives the request, works, and answers by its link or by the key.
    public Optional<SettlementResult> work(TaskSpec spec) {
        return caller.awaitRequest(spec.key(), spec.work(), REQUEST_WAIT)
                .flatMap(request -> answer(spec, request, world.random().nextBoolean(), delivery(spec)));
    }

    /// Makes the worker repeat its work. If it can't be known whether the first task received its answer, the
    /// answer is not carried over, and the request is sent again (ADR-0005).
    public void workAgain(TaskSpec spec, ObservedTask task) {
        caller.awaitRequest(spec.key(), spec.work(), REQUEST_WAIT)
                .map(first -> first.path("requestId").asText())
                .flatMap(first -> caller.awaitRequest(spec.key(), spec.work(), first, REQUEST_WAIT))
                .filter(_ -> task.task().isOpen())
                // Answers by link, because an answer by key could reach a task that was entered in the
                // meantime.
                .flatMap(request -> answer(
                        spec,
                        request,
                        true,
                        Objects.requireNonNull(AnswerDelivery.numbered("simulation", spec.work() + " again"))));
    }

    private Optional<SettlementResult> answer(
            TaskSpec spec, JsonNode request, boolean byLink, AnswerDelivery delivery) {
        world.scheduler().sleep(world.faults().between(Duration.ZERO, LONGEST_WORK));
        return caller.answer(
                spec.work(),
                spec.key(),
                byLink ? SimulatedCaller.byLink(request) : SimulatedCaller.byKey(spec.operation(), spec.key()),
                spec.work(),
                delivery);
    }

    public static AnswerDelivery delivery(TaskSpec spec) {
        return Objects.requireNonNull(AnswerDelivery.numbered("simulation", spec.work()));
    }
}
