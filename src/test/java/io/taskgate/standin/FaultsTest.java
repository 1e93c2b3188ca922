package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.Fault;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.fault.OperationName;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests which calls a rule strikes.
class FaultsTest {

    private static final OperationName PUT = new OperationName(OperationName.Service.DYNAMODB, "PutItem");

    private final Faults faults = new Faults();

    private void set(String... rules) {
        faults.set(
                List.of(rules).stream().map(StatesJson::parsed).map(Fault::read).toList());
    }

    private List<Boolean> struck(OperationName called, int calls) {
        return IntStream.range(0, calls)
                .mapToObj(_ -> faults.next(called).isPresent())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "*, true", "PutItem, true", "Put*, true", "*Item, true", "dynamodb:*, true", "dynamodb:PutItem, true",
        "*:Put*, true", "put*, false", "s3:*, false", "s3:PutItem, false", "Put, false", "Item, false"
    })
    void operationsAreMeantByPatterns(String pattern, boolean meant) {
        assertThat(PUT.fits(pattern)).isEqualTo(meant);
    }

    @Test
    void aRuleLetsPassThenStrikesThenEnds() {
        set("{\"operation\": \"PutItem\", \"kind\": \"error\", \"after\": 2, \"times\": 1}");

        assertThat(struck(PUT, 5)).containsExactly(false, false, true, false, false);
        JsonNode rule = faults.written().at("/rules/0");
        assertThat(rule.path("met").asInt()).isEqualTo(5);
        assertThat(rule.path("struck").asInt()).isEqualTo(1);
    }

    @Test
    void theSameSeedStrikesTheSameCalls() {
        String rule = "{\"operation\": \"*\", \"kind\": \"error\", \"probability\": 0.3, \"seed\": 7}";
        set(rule);
        List<Boolean> first = struck(PUT, 1_000);
        set(rule);

        assertThat(struck(PUT, 1_000)).isEqualTo(first);
        assertThat(first.stream().filter(hit -> hit).count()).isBetween(250L, 350L);
        set(rule.replace("7", "8"));
        assertThat(struck(PUT, 1_000)).isNotEqualTo(first);
    }

    @Test
    void theNextRuleHasItsTurnWhereTheFirstHasNot() {
        set(
                "{\"operation\": \"*\", \"kind\": \"deny\", \"times\": 1}",
                "{\"operation\": \"PutItem\", \"kind\": \"throttle\", \"times\": 1}");

        assertThat(faults.next(PUT).orElseThrow().kind()).isEqualTo(Fault.Kind.DENY);
        assertThat(faults.next(PUT).orElseThrow().kind()).isEqualTo(Fault.Kind.THROTTLE);
        assertThat(faults.next(PUT)).isEmpty();
    }

    @Test
    void latencyIsWithinItsRange() {
        set("{\"operation\": \"*\", \"kind\": \"latency\", \"minMillis\": 10, \"maxMillis\": 20}");
        List<Duration> delays = IntStream.range(0, 100)
                .mapToObj(_ -> faults.next(PUT).orElseThrow().delay())
                .toList();

        assertThat(delays).allMatch(delay -> delay.toMillis() >= 10 && delay.toMillis() <= 20);
        assertThat(delays.stream().distinct().count()).isGreaterThan(3);
    }

    @Test
    void deliveriesAndCallsAreToldApart() {
        set("{\"operation\": \"*\", \"kind\": \"duplicate\"}");
        assertThat(faults.next(PUT)).isEmpty();
        assertThat(faults.next(OperationName.DELIVERY)).isPresent();
        set("{\"operation\": \"*\", \"kind\": \"error\"}");
        assertThat(faults.next(OperationName.DELIVERY)).isEmpty();
        set("{\"operation\": \"events:Deliver\", \"kind\": \"error\"}");
        assertThat(faults.next(OperationName.DELIVERY)).isPresent();
        set("{\"operation\": \"*\", \"kind\": \"fail-entry\"}");
        assertThat(faults.next(PUT)).isEmpty();
        assertThat(faults.next(OperationName.PUT_EVENTS)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"kind\": \"gremlin\"}                                         | unknown kind 'gremlin'",
                "{\"kind\": \"error\", \"status\": 404}                          | status",
                "{\"kind\": \"error\", \"probability\": 1.5}                     | probability",
                "{\"kind\": \"error\", \"after\": -1}                            | after",
                "{\"kind\": \"latency\", \"minMillis\": 5, \"maxMillis\": 4}     | maxMillis",
                "{\"kind\": \"drip\", \"bytesPerSecond\": 0}                     | bytesPerSecond"
            })
    void aWrongRuleIsRefused(String rule, String named) {
        assertThatThrownBy(() -> Fault.read(StatesJson.parsed(rule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
