package io.taskgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.gateway.LocalAws;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests failing calls of state machines: `deploy/asl/quote-*.asl.json` with the stand-ins' service, in
/// JSONPath and JSONata. `SampleResultsTest` tests the successful calls.
@QuarkusTest
class CallSamplesTest extends GatewayTest {

    static Stream<String> callers() {
        return Stream.concat(callersOfStatuses(), twins("quote-by-token", "quote-by-lambda"));
    }

    /// The callers for which a failing call is an HTTP status, with the error's name in the Cause.
    static Stream<String> callersOfStatuses() {
        return twins("quote-by-api-gateway", "quote-by-http-task");
    }

    private static Stream<String> twins(String... samples) {
        return Stream.of(samples).flatMap(sample -> Stream.of(sample, sample + "-jsonata"));
    }

    private String start(String sample, String input) throws IOException {
        if (sample.startsWith("quote-by-lambda")) {
            LocalAws.aws().function("taskgate-call", Path.of("deploy/lambda/taskgate_call.py"));
            assumeTrue(hasPython(), "python3, which runs the Lambda's source, is not installed");
        }
        String name = fresh(sample);
        LocalAws.aws().createStateMachine(name, Files.readString(Path.of("deploy/asl/" + sample + ".asl.json")));
        return executions().start(name, input);
    }

    static boolean hasPython() {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String input(String sample) throws IOException {
        return Files.readString(Path.of("deploy/asl/" + sample + ".input.json"));
    }

    private JsonNode output(String execution) {
        DescribeExecutionResponse ended = executions().ended(execution);
        assertThat(ended.statusAsString())
                .as(ended.error() + ": " + ended.cause())
                .isEqualTo("SUCCEEDED");
        return Json.parseTrusted(ended.output().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("callers")
    void everyCallerLearnsTheErrorsName(String sample) throws IOException {
        String execution = start(sample, "{\"order\": {\"item\": \"unicorn\", \"quantity\": 1}}");
        assertThat(output(execution).path("quote").asText()).isEqualTo("sold out");
    }

    @ParameterizedTest
    @MethodSource("callersOfStatuses")
    void aFailureThatIsNotForeseenEndsTheExecutionUnderItsName(String sample) throws IOException {
        String machine = Files.readString(Path.of("deploy/asl/" + sample + ".asl.json"))
                .replace("/v1/calls/prices/quote", "/v1/calls/gone/any");
        String name = fresh(sample);
        LocalAws.aws().createStateMachine(name, machine);

        DescribeExecutionResponse ended = executions().ended(executions().start(name, input(sample)));

        assertThat(ended.error()).isEqualTo("Taskgate.ServiceUnreachable");
    }

    /// Returns the key of the report that the execution waits for; empty if there is none yet.
    static String pendingReports(String execution) {
        for (JsonNode brief : json(operator().get("/v1/callbacks?state=PENDING&service=prices&limit=500"))
                .path("callbacks")) {
            JsonNode record = record(brief.path("callbackId").asText());
            if (record.path("executionArn").asText().equals(execution)) {
                return record.path("correlationKey").asText();
            }
        }
        return "";
    }
}
