package io.taskgate.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.standin.StandInClients;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The bytes and write units of a callback, transition by transition, as the stand-ins' DynamoDB counts them: the
/// table of `docs/ledger.md`.
class LedgerUnitsTest {

    private static final Path PAGE = Path.of("docs/ledger.md");
    private static final String TABLE = "ledger-units";
    private static final String ARN = "arn:aws:states:eu-central-1:123456789012:execution:OrderApproval:";
    private static final int TOKEN_BYTES = 537;

    private final CapacityMeter meter = new CapacityMeter();
    private final DynamoDbClient client = StandInClients.of(
            DynamoDbClient.builder().overrideConfiguration(config -> config.addExecutionInterceptor(meter)),
            AdapterFixture.aws().dynamodb());
    private final GatewayFixture gateway = gateway();
    private final Random random = new Random(22);

    private GatewayFixture gateway() {
        assertThat(new LedgerTable(client, TABLE, true).ensure()).isEqualTo(LedgerTable.Presence.THERE);
        GatewayFixture over = GatewayFixture.over(new DynamoLedger(client, TABLE, AdapterFixture.payloadStores()));
        // a time with as many digits as most have
        over.clock.set(Instant.parse("2026-12-01T08:15:27.483917Z"));
        return over;
    }

    /// One write of a callback, and the item after it.
    private record Step(String name, int bytes, double table, double due, double execution) {

        String row() {
            return String.format(Locale.ROOT, "| %s | %,d | %.0f | %.0f | %.0f |", name, bytes, table, due, execution);
        }
    }

    @Test
    void aSmallCallbackThatIsAnsweredAtOnce() throws IOException {
        List<Step> steps = play(20, Duration.ofSeconds(1));

        assertThat(sum(steps, false)).isLessThanOrEqualTo(7);
        assertThat(sum(steps, true)).isLessThanOrEqualTo(9);
        assertThat(steps.stream().mapToDouble(Step::due).sum()).isLessThanOrEqualTo(2);
        assertDocumented(steps);
    }

    @Test
    void aCallbackOfHundredBytesThatIsAnsweredAtOnce() throws IOException {
        assertDocumented(play(100, Duration.ofSeconds(1)));
    }

    @Test
    void aCallbackOfAKibibyteThatIsAnsweredAtOnce() throws IOException {
        assertDocumented(play(1024, Duration.ofSeconds(1)));
    }

    @Test
    void aSmallCallbackThatWaits() throws IOException {
        assertDocumented(play(20, Duration.ofMinutes(10)));
    }

    private static double sum(List<Step> steps, boolean withExecutions) {
        return steps.stream()
                .mapToDouble(step -> step.table() + step.due() + (withExecutions ? step.execution() : 0))
                .sum();
    }

    private static void assertDocumented(List<Step> steps) throws IOException {
        List<Step> all = new ArrayList<>(steps);
        all.add(new Step(
                "**in all**",
                steps.stream().mapToInt(Step::bytes).max().orElseThrow(),
                steps.stream().mapToDouble(Step::table).sum(),
                steps.stream().mapToDouble(Step::due).sum(),
                steps.stream().mapToDouble(Step::execution).sum()));
        String table = String.join("\n", all.stream().map(Step::row).toList());
        assertThat(Files.readString(PAGE)).contains(table);
    }

    private List<Step> play(int payload, Duration wait) {
        String key = "order-" + UUID.randomUUID().toString().substring(0, 8);
        String json = "{\"a\":\"" + "x".repeat(payload - 8) + "\"}";
        meter.take();
        Callback registered = gateway.accepted(TestRegistrations.of(token(), "approve", key)
                .watched(null, Duration.ofHours(1))
                .execution(ARN + UUID.randomUUID())
                .input(GatewayFixture.json(json)));
        List<String> names = new ArrayList<>(List.of("registered", "sent"));
        gateway.clock.advance(wait);
        if (wait.compareTo(Duration.ofSeconds(5)) > 0) {
            gateway.process(registered.id());
            names.add("looked at after 5 s");
        }
        gateway.settle.settle(GatewayFixture.link(registered.id(), 1), new Answer.Success(GatewayFixture.text(json)));
        names.addAll(List.of("answered", "reported"));
        assertThat(stored(registered).state()).isEqualTo(CallbackState.DELIVERED);
        List<CapacityMeter.Units> units =
                meter.take().stream().filter(CapacityMeter.Units::isWrite).toList();
        assertThat(units).hasSameSizeAs(names);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            CapacityMeter.Units one = units.get(i);
            steps.add(new Step(names.get(i), one.bytes(), one.table(), one.index("due"), one.index("execution")));
        }
        return steps;
    }

    private Callback stored(Callback registered) {
        return new DynamoLedger(client, TABLE, AdapterFixture.payloadStores())
                .find(registered.id())
                .orElseThrow();
    }

    /// As long as a token of Step Functions (716 characters), and Base64 as these are.
    private String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return "AQC" + Base64.getEncoder().encodeToString(bytes).substring(3);
    }
}
