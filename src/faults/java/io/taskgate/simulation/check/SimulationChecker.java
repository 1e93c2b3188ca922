package io.taskgate.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions.TaskOutcome;
import io.taskgate.route.Route;
import io.taskgate.simulation.event.SimulatedQueue;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedGateway;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what callers observed with the state of Step Functions and the table at the end of a run. It does
/// not know the gateway's implementation.
public final class SimulationChecker {

    private static final String HEARTBEAT_TIMEOUT = "Taskgate.HeartbeatTimeout";
    private static final String TIMEOUT = "Taskgate.Timeout";
    private static final String CONTRADICTED = "Service.Lied";
    private static final String REJECTED = "Orders.Rejected";
    private static final String CONTRADICTING = "probed_lying";
    private static final String SUPERSEDED = "Taskgate.Superseded";

    private static final String BATCH_FAILED = "Taskgate.BatchFailed";
    private static final String NONE_FAILED = "\"failedItems\":0";

    /// The time after the end of the faults in which all delayed work is processed.
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private static final Duration LATEST_TIME_OUT = Duration.ofSeconds(10);
    private static final Duration PROMPT = Duration.ofSeconds(10);

    private final SimulatedWorld world;
    private final long healedAt;

    public SimulationChecker(SimulatedWorld world, long healedAt) {
        this.world = world;
        this.healedAt = healedAt;
    }

    public void check() {
        world.tasks().forEach(this::checkTask);
        world.answers().forEach(this::checkAnswer);
        Map<String, Long> applied = new HashMap<>();
        Map<String, Long> tokens = new HashMap<>();
        for (ObservedTask task : world.tasks()) {
            tokens.merge(task.key(), 1L, Long::sum);
            if (task.task().ending() instanceof TaskOutcome.Succeeded) {
                applied.merge(task.work(), 1L, Long::sum);
            }
        }
        applied.forEach((work, times) -> {
            if (times > 1) {
                world.violated(SimulationInvariant.TWICE, work, "the same answer ended " + times + " tasks");
            }
        });
        tokens.forEach(this::checkRequests);
        tokens.keySet().forEach(this::checkRecords);
        checkDeadLetters();
    }

    private void checkDeadLetters() {
        for (SimulatedQueue.DeadLetter letter : world.queue().deadLetters()) {
            if (!world.poison().contains(letter.body()) || letter.reason() == null) {
                world.violated(
                        SimulationInvariant.DEAD_LETTERS,
                        "queue",
                        "a dead letter for " + letter.reason() + ": " + letter.body());
            }
        }
        for (String body : world.poison()) {
            if (world.queue().deadLetters().stream()
                    .noneMatch(letter -> letter.body().equals(body))) {
                world.violated(SimulationInvariant.DEAD_LETTERS, "queue", "no dead letter for " + body);
            }
        }
    }

    private void checkTask(ObservedTask task) {
        switch (task.task().ending()) {
            case TaskOutcome.Succeeded(String output) -> {
                List<Integer> items = task.items();
                boolean right = items != null
                        ? output != null && output.contains(NONE_FAILED) && isOf(items, output)
                        : SimulatedCaller.result(task.work()).toString().equals(output);
                if (!right) {
                    wrong(task, "it ended with " + output);
                }
            }
            case TaskOutcome.Failed(String error, String cause) -> checkFailure(task, String.valueOf(error));
            case TaskOutcome.ClosedOtherwise _ -> {}
            case TaskOutcome.StillOpen _, TaskOutcome.CannotTell _ ->
                throw new IllegalStateException("not the end of a task");
            case null -> {
                if (task.isRegistered() && !task.isAbandoned()) {
                    world.violated(
                            SimulationInvariant.OPEN,
                            task.key(),
                            task.task().token() + " is open at the end of the run");
                }
            }
        }
    }

    private void checkFailure(ObservedTask task, String error) {
        switch (error) {
            case HEARTBEAT_TIMEOUT -> {
                if (task.heartbeat() == null) {
                    wrong(task, error + " without a heartbeat interval");
                } else {
                    checkTime(task, task.lastSign(), task.heartbeat());
                }
            }
            case TIMEOUT -> {
                if (task.timeout() != null) {
                    checkTime(task, task.enteredAt(), task.timeout());
                } else if (task.heartbeat() == null) {
                    wrong(task, error + " without a time-out");
                }
            }
            case SUPERSEDED -> {
                if (world.tasks().stream().noneMatch(other -> isNewerExecutions(other, task))) {
                    wrong(task, error + " without a newer task of another execution under its key");
                }
            }
            case BATCH_FAILED -> {
                if (task.items() == null) {
                    wrong(task, error + ", but it is not a batch");
                }
            }
            case CONTRADICTED -> {
                if (!task.key().startsWith(CONTRADICTING)) {
                    wrong(task, error + ", but no status page showed this error");
                }
            }
            case REJECTED -> {
                if (!task.key().startsWith("event_failed")) {
                    wrong(task, error + ", but no worker submitted this error");
                }
            }
            default -> wrong(task, "it failed with " + error);
        }
    }

    private boolean isOf(List<Integer> items, String output) {
        JsonNode answer = BatchAnswer.parsed(output.getBytes(StandardCharsets.UTF_8));
        return BatchAnswer.itemsOf(answer, world.store()::stored).equals(items);
    }

    private static boolean isNewerExecutions(ObservedTask other, ObservedTask task) {
        return other.key().equals(task.key())
                && !other.task().executionArn().equals(task.task().executionArn())
                && other.enteredAt() > task.enteredAt()
                && other.enteredAt() <= task.task().endedAt();
    }

    private void wrong(ObservedTask task, String what) {
        world.violated(SimulationInvariant.WRONG, task.key(), task.task().token() + ": " + what);
    }

    /// @param from the earliest time at which its clock started
    private void checkTime(ObservedTask task, long from, Duration allowed) {
        long deadline = from + allowed.toNanos();
        long endedAt = task.task().endedAt();
        if (endedAt < deadline) {
            world.violated(
                    SimulationInvariant.TIMED_OUT_EARLY,
                    task.key(),
                    Duration.ofNanos(deadline - endedAt) + " before the end of " + allowed);
        }
        long begun = Math.max(task.lastPossibleSign(), task.registeredAt()) + allowed.toNanos();
        if ((isHealthy() || begun > healedAt + RECOVERY.toNanos()) && endedAt > begun + LATEST_TIME_OUT.toNanos()) {
            world.violated(SimulationInvariant.TIMED_OUT_LATE, task.key(), "by " + Duration.ofNanos(endedAt - begun));
        }
    }

    private void checkAnswer(ObservedAnswer answer) {
        List<ObservedTask> waited = world.tasks().stream()
                .filter(task -> task.work().equals(answer.work()) && task.isRegistered())
                .toList();
        boolean reported = waited.stream()
                .anyMatch(task -> new TaskOutcome.Succeeded(answer.result())
                        .equals(task.task().ending()));
        boolean closed = waited.stream().allMatch(task -> isClosed(task, answer));
        if (!reported && !closed) {
            world.violated(
                    SimulationInvariant.LOST, answer.key(), answer.result() + " was acknowledged as " + answer.as());
        }
        if (isHealthy() && waited.stream().anyMatch(task -> isDelayed(task, answer))) {
            world.violated(SimulationInvariant.DELAYED, answer.key(), answer.result() + " took more than " + PROMPT);
        }
    }

    /// The sender of an answer event does not learn that the gateway's own time-out was earlier.
    private static boolean isClosed(ObservedTask task, ObservedAnswer answer) {
        TaskOutcome ending = task.task().ending();
        return ending instanceof TaskOutcome.ClosedOtherwise
                || (answer.as().equals(ObservedAnswer.EVENT) && ending instanceof TaskOutcome.Failed);
    }

    private static boolean isDelayed(ObservedTask task, ObservedAnswer answer) {
        long from = Math.max(answer.sent(), task.enteredAt());
        return task.task().endedAt() - from > PROMPT.toNanos();
    }

    /// Returns whether the run has no faults, except for services that hang.
    private boolean isHealthy() {
        return world.faults().possible().isEmpty();
    }

    private void checkRequests(String key, long tokens) {
        long ids = world.services().requests(key).stream()
                .map(request -> request.path("requestId").asText())
                .distinct()
                .count();
        if (ids > tokens) {
            world.violated(SimulationInvariant.REQUEST_IDS, key, ids + " requests for " + tokens + " tokens");
        }
    }

    private void checkRecords(String key) {
        for (String operation : SimulatedRoutes.OPERATIONS) {
            CallbackId id = SimulatedGateway.IDS.ofCorrelation(
                    SimulatedGateway.TENANT, SimulatedRoutes.serviceOf(operation), operation, key);
            world.current(id).ifPresent(record -> checkRecord(key, record));
        }
        CallbackId batch =
                SimulatedGateway.IDS.ofCorrelation(SimulatedGateway.TENANT, Route.OWN, SimulatedExecution.BATCH, key);
        world.current(batch).ifPresent(record -> checkRecord(key, record));
    }

    private void checkRecord(String key, Callback record) {
        if (Set.of(CallbackState.SETTLING, CallbackState.AMBIGUOUS).contains(record.state())) {
            world.violated(
                    SimulationInvariant.UNFINISHED, key, "its record is " + record.state() + ": " + record.reason());
        }
        Outcome outcome = record.outcome();
        if (outcome == null || record.task() == null) {
            return;
        }
        String digest = record.task().tokenDigest();
        world.tasks().stream()
                .filter(task -> TaskToken.of(task.task().token()).digest().equals(digest))
                .findFirst()
                .ifPresent(task -> {
                    boolean ours = isOurs(task, outcome);
                    if (record.state() == CallbackState.DELIVERED && !ours) {
                        world.violated(
                                SimulationInvariant.FALSE_DELIVERED,
                                key,
                                "the task ended with " + task.task().ending());
                    }
                    if (record.state() == CallbackState.CLOSED && ours) {
                        world.violated(
                                SimulationInvariant.FALSE_CLOSED,
                                key,
                                "the task ended with " + task.task().ending());
                    }
                });
    }

    private static boolean isOurs(ObservedTask task, Outcome outcome) {
        return switch (task.task().ending()) {
            case TaskOutcome.Succeeded _ -> outcome.kind() == Outcome.Kind.SUCCESS;
            case TaskOutcome.Failed(String error, String cause) ->
                outcome.error() != null && outcome.error().equals(error);
            case TaskOutcome.ClosedOtherwise _, TaskOutcome.StillOpen _, TaskOutcome.CannotTell _ -> false;
            case null -> false;
        };
    }
}
