package io.taskgate.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.callback.stepfunctions.StepFunctions.TaskOutcome;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.simulation.event.SimulatedEvents;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedFault;
import io.taskgate.simulation.world.SimulatedGateway;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tests that each invariant of the checker detects its violation, in a world without gateways. BLOCKED,
/// REFUSED and BROKEN are checked by scenarios, NOT_GIVEN_BACK at the end of a gateway
/// ([io.taskgate.simulation.GuardMutant]).
@Tag("alone")
class SimulationCheckerTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final SimulatedWorld world = new SimulatedWorld(
            RandomGeneratorFactory.of("L64X128MixRandom").create(1), 0, EnumSet.allOf(SimulatedFault.class));

    private ObservedTask entered(String work, String operation) {
        ObservedTask task = new SimulatedExecution(world, new SimulatedCaller(world), "run", 0)
                .enter(new TaskSpec(work, operation, "key"), 0);
        task.registered(world.scheduler().now());
        return task;
    }

    private void ends(ObservedTask task, TaskOutcome how) {
        assertThat(world.stepFunctions().end(task.task(), how)).isTrue();
    }

    private static TaskOutcome succeeded(String work) {
        return new TaskOutcome.Succeeded(SimulatedCaller.result(work).toString());
    }

    private void passes(Duration time) {
        world.scheduler().later(time, () -> {});
        world.scheduler().run(world.scheduler().now() + time.toNanos(), () -> false);
    }

    private void answered(String work) {
        world.observe(new ObservedAnswer(
                work,
                "key",
                SimulatedCaller.result(work).toString(),
                world.scheduler().now(),
                "Reported"));
    }

    private Set<SimulationInvariant> found() {
        new SimulationChecker(world, world.scheduler().now()).check();
        EnumSet<SimulationInvariant> found = EnumSet.noneOf(SimulationInvariant.class);
        world.violations().forEach(violation -> found.add(violation.rule()));
        return found;
    }

    @Test
    void whatIsRightBreaksNoRule() {
        ObservedTask task = entered("a", "approve");
        answered("a");
        ends(task, succeeded("a"));
        kept(task, CallbackState.DELIVERED);

        assertThat(found()).isEmpty();
    }

    @Test
    void anAcknowledgedAnswerThatEndsNothingIsLost() {
        ObservedTask task = entered("a", "watch");
        answered("a");
        passes(Duration.ofMinutes(1));
        ends(task, new TaskOutcome.Failed("Taskgate.Timeout", null));

        assertThat(found()).contains(SimulationInvariant.LOST);
    }

    /// An answer settles only the generation that it was given for.
    @Test
    void anAnswerOfAnotherWorkIsWrong() {
        ends(entered("b", "approve"), succeeded("a"));

        assertThat(found()).containsExactly(SimulationInvariant.WRONG);
    }

    @Test
    void aBatchThatLacksAnItemIsWrong() {
        ObservedTask task = entered("a", SimulatedExecution.BATCH);
        task.ofItems(List.of(0, 1));
        ends(task, new TaskOutcome.Succeeded("{\"counts\":{\"failedItems\":0},\"results\":[{\"items\":[0]}]}"));

        assertThat(found()).containsExactly(SimulationInvariant.WRONG);
    }

    @Test
    void oneAnswerOfTwoTasksIsTwice() {
        ends(entered("a", "approve"), succeeded("a"));
        ends(entered("a", "approve"), succeeded("a"));

        assertThat(found()).containsExactly(SimulationInvariant.TWICE);
    }

    /// Every registered token must end.
    @Test
    void aRegisteredTaskWithoutAnEndIsOpen() {
        ObservedTask task = entered("a", "approve");

        assertThat(task.task().isOpen()).isTrue();
        assertThat(found()).containsExactly(SimulationInvariant.OPEN);
    }

    @Test
    void anAbandonedTaskMayStayOpen() {
        entered("a", "approve").abandon();

        assertThat(found()).isEmpty();
    }

    @Test
    void aTimeOutBeforeItsTimeIsEarly() {
        ObservedTask task = entered("a", "watch");
        passes(Duration.ofSeconds(19));
        ends(task, new TaskOutcome.Failed("Taskgate.HeartbeatTimeout", null));

        assertThat(found()).containsExactly(SimulationInvariant.TIMED_OUT_EARLY);
    }

    @Test
    void aTimeOutLongAfterItsTimeIsLate() {
        ObservedTask task = entered("a", "watch");
        passes(Duration.ofSeconds(31));
        ends(task, new TaskOutcome.Failed("Taskgate.HeartbeatTimeout", null));

        assertThat(found()).containsExactly(SimulationInvariant.TIMED_OUT_LATE);
    }

    /// A failure delays other tasks by at most ten seconds.
    @Test
    void anAnswerThatTakesMoreThanTenSecondsInAHealthyRunIsDelayed() {
        ObservedTask task = entered("a", "approve");
        answered("a");
        passes(Duration.ofSeconds(11));
        ends(task, succeeded("a"));

        assertThat(found()).containsExactly(SimulationInvariant.DELAYED);
    }

    @Test
    void moreRequestsThanTokensAreSeen() {
        ends(entered("a", "approve"), succeeded("a"));
        Stream.of("rq_1", "rq_2")
                .forEach(id -> world.services()
                        .arrive(JsonNodeFactory.instance
                                .objectNode()
                                .put("correlationKey", "key")
                                .put("requestId", id)));

        assertThat(found()).containsExactly(SimulationInvariant.REQUEST_IDS);
    }

    @Test
    void aRecordThatIsStillSettlingIsUnfinished() {
        ObservedTask task = entered("a", "approve");
        ends(task, succeeded("a"));
        kept(task, CallbackState.SETTLING);

        assertThat(found()).containsExactly(SimulationInvariant.UNFINISHED);
    }

    @Test
    void deliveredWithAnotherEndIsFalse() {
        ObservedTask task = entered("a", "approve");
        ends(task, new TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        kept(task, CallbackState.DELIVERED);

        assertThat(found()).containsExactly(SimulationInvariant.FALSE_DELIVERED);
    }

    @Test
    void closedWithOurOwnEndIsFalse() {
        ObservedTask task = entered("a", "approve");
        ends(task, succeeded("a"));
        kept(task, CallbackState.CLOSED);

        assertThat(found()).containsExactly(SimulationInvariant.FALSE_CLOSED);
    }

    @Test
    void aWrongEventThatIsNotBuriedIsSeen() {
        world.outside().start("poison", () -> new SimulatedEvents(world).poison("wrong", 0));
        passes(Duration.ofSeconds(1));

        assertThat(world.poison()).hasSize(1);
        assertThat(found()).containsExactly(SimulationInvariant.DEAD_LETTERS);
    }

    /// Returns the record of a task's key as if it had succeeded.
    private void kept(ObservedTask task, CallbackState state) {
        CallbackId id = SimulatedGateway.IDS.ofCorrelation(
                SimulatedGateway.TENANT, SimulatedRoutes.serviceOf("approve"), "approve", "key");
        RegisteredTask registered = new RegisteredTask(
                TaskToken.of(task.task().token()).digest(),
                new SealedToken("v1.none"),
                null,
                null,
                AT,
                null,
                null,
                new RegisteredTask.RequestSize(0, 0, null),
                0L);
        Callback record = new CallbackBuilder(
                        id, SimulatedGateway.TENANT, SimulatedRoutes.serviceOf("approve"), "approve", state, AT)
                .correlationKey("key")
                .generation(1)
                .order(new TokenOrder(0, AT, 0, AT))
                .task(registered)
                .dispatch(Callback.Dispatch.SENT)
                .outcome(Outcome.success(new Payload.Inline(new byte[] {'1'}), "digest", "operation", AT))
                .build();
        world.keep(record);
        assertThat(world.current(id)).get().extracting(Callback::state).isEqualTo(state);
        assertThat(Ledger.Queue.of(state)).isNotNull();
    }
}
