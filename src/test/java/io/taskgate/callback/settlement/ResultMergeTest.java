package io.taskgate.callback.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests results that are merged into the input of the state machine: the output must not exceed Step
/// Functions' limit by a single byte.
class ResultMergeTest {

    private static final String KEY = "order-1";

    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void whatFillsTheStateToTheLastByteTravels() {
        JsonNode input = input(100_000);
        register("merge", "token-1", input);
        SettlementResult settled = settle("merge", filling(input, 0));
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        JsonNode output = output();
        ObjectNode held = input.deepCopy();
        held.set("approval", output);
        assertThat(Json.bytes(held)).hasSize(Budget.STATE_LIMIT);
        assertThat(current("merge").committedOutcome().changes()).isEmpty();
    }

    @Test
    void oneByteMoreIsCheckedIn() {
        JsonNode input = input(100_000);
        register("merge", "token-1", input);
        JsonText result = filling(input, 1);
        settle("merge", result);
        assertThat(output().path("bytes").intValue()).isEqualTo(result.size());
        assertThat(current("merge").committedOutcome().changes())
                .containsExactly(new Adjustment(
                        "result", Adjustment.Kind.CHECKED_IN, result.size(), Json.bytes(output()).length));
    }

    @Test
    void whatTheResultReplacesGivesItsRoom() {
        ObjectNode input = (ObjectNode) input(1_000);
        input.put("approval", "x".repeat(200_000));
        register("merge", "token-1", input);
        JsonText result = JsonText.of(GatewayFixture.large(200_000));
        settle("merge", result);
        assertThat(Json.bytes(output())).hasSize(result.size());
    }

    @Test
    void byLinkItIsJudgedByTheRecordAsWell() {
        JsonNode input = input(100_000);
        Callback pending = register("merge", "token-1", input);
        CallbackAddress link = new CallbackAddress.ByLink(pending.id(), new LinkSigner.Claim(1, "orders", "merge"));
        gateway.settle.settle(link, new Answer.Success(filling(input, 1)));
        assertThat(output().has("sha256")).isTrue();
    }

    @Test
    void oneByteMoreIsRefusedWhereTheRouteSaysSo() {
        JsonNode input = input(100_000);
        register("merge-reject", "token-1", input);
        assertThat(settle("merge-reject", filling(input, 1)))
                .isInstanceOfSatisfying(
                        SettlementResult.OverBudget.class,
                        over -> assertThat(over.sizes().excess().detail())
                                .contains("The state has room for "
                                        + filling(input, 0).size() + " B"));
        assertThat(settle("merge-reject", filling(input, 0))).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aStateWithoutRoomForAReferenceFailsItsTask() {
        register("merge", "token-1", input(Budget.STATE_LIMIT - 100));
        settle("merge", JsonText.of(GatewayFixture.large(300)));
        assertThat(gateway.stepFunctions.calls("failure"))
                .extracting(FakeStepFunctions.Call::what)
                .containsExactly("Taskgate.PayloadTooLarge");
        assertThat(current("merge").committedOutcome().changes())
                .singleElement()
                .extracting(Adjustment::kind)
                .isEqualTo(Adjustment.Kind.TOO_LARGE);
    }

    // ---- answers before the input is known

    @Test
    void anEarlyAnswerIsHeldToTheRoomThatItsRegistrationLeaves() {
        JsonNode input = input(100_000);
        JsonText result = filling(input, 1);
        assertThat(settle("merge", result)).isInstanceOf(SettlementResult.Early.class);
        assertThat(current("merge").committedOutcome().changes()).isEmpty();
        Callback accepted = register("merge", "token-1", input);
        assertThat(accepted.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(output().path("bytes").intValue()).isEqualTo(result.size());
        assertThat(accepted.committedOutcome().changes())
                .singleElement()
                .extracting(Adjustment::kind)
                .isEqualTo(Adjustment.Kind.CHECKED_IN);
        assertThat(settle("merge", result)).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void anEarlyAnswerThatFitsIsLeftAlone() {
        JsonNode input = input(100_000);
        settle("merge", filling(input, 0));
        assertThat(register("merge", "token-1", input).committedOutcome().changes())
                .isEmpty();
        assertThat(Json.bytes(output())).hasSize(filling(input, 0).size());
    }

    @Test
    void anEarlyAnswerThatDoesNotFitAndMayNotBeCheckedInFailsTheTask() {
        JsonNode input = input(100_000);
        JsonText result = filling(input, 1);
        settle("merge-reject", result);
        Callback accepted = register("merge-reject", "token-1", input);
        assertThat(accepted.committedOutcome().error()).isEqualTo("Taskgate.PayloadTooLarge");
        assertThat(accepted.committedOutcome().changes())
                .containsExactly(new Adjustment("result", Adjustment.Kind.TOO_LARGE, result.size(), 0));
        assertThat(settle("merge-reject", result)).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void anAnswerThatIsCarriedOverIsHeldToTheNewInput() {
        JsonNode small = input(1_000);
        JsonText result = filling(input(100_000), 1);
        register("merge", "token-1", small);
        gateway.stepFunctions.script(new StepFunctions.Reply.TimedOut());
        settle("merge", result);
        assertThat(current("merge").state()).isEqualTo(CallbackState.CLOSED);
        gateway.clock.advance(Duration.ofSeconds(1));
        register("merge", "token-2", input(100_000));
        assertThat(output().path("bytes").intValue()).isEqualTo(result.size());
    }

    @Test
    void aRegistrationThatOnlyNotedItsSizeIsHeldToTheBound() {
        ObjectNode input = (ObjectNode) input(100_000);
        input.put("approval", "y");
        Callback pending = register("merge", "token-1", input);
        gateway.ledger.apply(
                pending.id(),
                new Ledger.Transition(
                        Guard.in(CallbackState.PENDING),
                        List.of(new Mutation.NextGeneration(
                                1, pending.order(), withoutAround(pending.registeredTask()), List.of(), List.of()))));
        // The limit includes the value that the result replaces: one byte over it, and 14 bytes below the
        // actual size.
        settle("merge", filling(input.deepCopy().without("approval"), 1 - "\"approval\":\"y\",".length()));
        assertThat(output().has("sha256")).isTrue();
    }

    private static RegisteredTask withoutAround(RegisteredTask task) {
        return new RegisteredTask(
                task.tokenDigest(),
                task.token(),
                task.executionArn(),
                task.stateName(),
                task.registeredAt(),
                task.heartbeat(),
                task.deadline(),
                task.request(),
                null);
    }

    private Callback register(String operation, String token, JsonNode input) {
        return gateway.accepted(TestRegistrations.of(token, operation, KEY).input(input));
    }

    private SettlementResult settle(String operation, JsonText result) {
        return gateway.settle.settle(GatewayFixture.key(operation, KEY), new Answer.Success(result));
    }

    private Callback current(String operation) {
        return gateway.current(GatewayFixture.idOf(operation, KEY));
    }

    private JsonNode output() {
        return GatewayFixture.json(
                gateway.stepFunctions.calls("success").getLast().what());
    }

    /// Returns an input of exactly this size.
    private static JsonNode input(int bytes) {
        return JsonNodeFactory.instance.objectNode().put("order", "x".repeat(bytes - 12));
    }

    /// Returns a result that makes the state exceed the maximum size by this number of bytes.
    private static JsonText filling(JsonNode input, int more) {
        ObjectNode held = input.deepCopy();
        held.put("approval", "");
        int room = Budget.STATE_LIMIT - Json.bytes(held).length;
        return JsonText.of(JsonNodeFactory.instance.textNode("r".repeat(room + more)));
    }
}
