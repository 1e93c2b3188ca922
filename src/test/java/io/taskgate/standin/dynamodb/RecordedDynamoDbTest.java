package io.taskgate.standin.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.wire.HttpPort;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks that the stand-in responds like the recorded DynamoDB Local, or as AWS is known to.
class RecordedDynamoDbTest {

    static List<String> suites() {
        return DynamoDbOracle.SUITES;
    }

    @ParameterizedTest
    @MethodSource("suites")
    void answersAsRecorded(String suite) throws IOException {
        try (Timers timers = Timers.system();
                CallLog truth = new CallLog();
                StandInDynamoDb dynamodb = StandInDynamoDb.open(Optional.empty(), truth, timers);
                HttpPort port = dynamodb.listen(0, new Faults(), timers)) {
            DynamoDbOracle oracle = new DynamoDbOracle(port.endpoint());
            SoftAssertions all = new SoftAssertions();
            for (JsonNode given : DynamoDbOracle.cases(suite)) {
                boolean unordered = given.path("unordered").asBoolean();
                all.assertThat(oracle.send(given).comparable(unordered))
                        .as(
                                "%s: %s %s",
                                suite,
                                given.path("operation").asText(),
                                given.path("case").asText())
                        .isEqualTo(DynamoDbOracle.expected(given).comparable(unordered));
            }
            all.assertAll();
        }
    }

    /// Each difference needs a documented reason.
    @Test
    void eachDifferenceFromTheRecordingSaysWhy() {
        assertThat(DynamoDbOracle.SUITES.stream().flatMap(suite -> DynamoDbOracle.cases(suite).stream()))
                .hasSizeGreaterThan(900)
                .allSatisfy(given -> assertThat(given.has("expected"))
                        .isEqualTo(!given.path("why").asText().isBlank()));
    }
}
