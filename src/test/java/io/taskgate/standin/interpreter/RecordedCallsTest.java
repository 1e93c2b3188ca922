package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.testing.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks the interpreter against recorded histories of tasks without a token: nested executions, and
/// functions that time out. Events, their previous events, errors, and the field names of outputs must be the
/// same.
class RecordedCallsTest {

    private final ManualTimers timers = new ManualTimers();
    private final CountDownLatch never = new CountDownLatch(1);
    private final StandInStepFunctions states =
            new StandInStepFunctions(timers, new CallLog(), this::unanswered, _ -> {});

    private JsonNode unanswered(Integrations.Call call) {
        try {
            never.await();
        } catch (InterruptedException _) {
            throw new Execution.Ended();
        }
        throw new AssertionError("answered: " + call);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "test_start_execution_sync | callbacks/statemachines/sfn_start_execution_sync | \"Type\": \"Pass\", \"Result\": {\"Arg1\": \"argument1\"}, \"End\": true",
                "test_start_execution_sync2 | callbacks/statemachines/sfn_start_execution_sync2 | \"Type\": \"Pass\", \"Result\": {\"Arg1\": \"argument1\"}, \"End\": true",
                "test_start_execution_sync_delegate_failure | callbacks/statemachines/sfn_start_execution_sync | \"Type\": \"Fail\", \"Error\": \"SomeFailure\", \"Cause\": \"This state machines raises a 'SomeFailure' failure.\"",
                "test_start_execution_sync_delegate_timeout | callbacks/statemachines/sfn_start_execution_sync | \"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Parameters\": {\"FunctionName\": \"slow\"}, \"TimeoutSeconds\": 5, \"End\": true",
                "test_fixed_timeout_service_lambda | timeouts/statemachines/service_lambda_wait_with_timeout_seconds | \"Type\": \"Succeed\"",
                "test_fixed_timeout_service_lambda_with_path | timeouts/statemachines/service_lambda_wait_with_timeout_seconds_path | \"Type\": \"Succeed\"",
            })
    void historyIsAsRecorded(String test, String definition, String nested) throws IOException {
        Path file = Recordings.of("callback-recordings.json");
        JsonNode all = StatesJson.parsed(Files.readString(file));
        JsonNode events = all.path("recordings")
                .valueStream()
                .filter(each -> each.path("source").asText().endsWith("::" + test))
                .findFirst()
                .orElseThrow()
                .at("/recorded/get_execution_history/events");
        ObjectNode input = events.at("/0/executionStartedEventDetails/input").deepCopy();
        input.put(
                "StateMachineArn",
                states.create("nested", "{\"StartAt\": \"N\", \"States\": {\"N\": {" + nested + "}}}", "role")
                        .arn());

        String machine = states.create(
                        "recorded",
                        all.path("definitions").path(definition + ".json5").toString(),
                        "role")
                .arn();
        Execution execution = states.start(machine, "run", input.toString());
        await().until(() -> {
            timers.advance(Duration.ofSeconds(1));
            return execution.status() != Execution.Status.RUNNING;
        });

        assertThat(execution.history().stream()
                        .map(event -> line(event.id(), event.previous(), event.type(), event.details()))
                        .toList())
                .isEqualTo(events.valueStream()
                        .map(event -> line(
                                event.path("id").asLong(),
                                event.path("previousEventId").asLong(),
                                event.path("type").asText(),
                                details(event)))
                        .toList());
    }

    private static JsonNode details(JsonNode event) {
        return event.properties().stream()
                .filter(field -> field.getKey().endsWith("EventDetails"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static String line(long id, long previous, String type, JsonNode details) {
        return id + "<" + previous + " " + type + " " + details.path("error").asText() + " "
                + names(details.path("cause")) + (type.equals("TaskSubmitted") ? "" : names(details.path("output")));
    }

    /// Returns the field names of an object and of its nested objects.
    private static List<String> names(JsonNode node) {
        JsonNode json = node.isTextual() ? StatesJson.parse(node.asText()).orElse(node) : node;
        TreeSet<String> names = new TreeSet<>();
        json.properties().forEach(field -> {
            names.add(field.getKey());
            field.getValue().fieldNames().forEachRemaining(inner -> names.add(field.getKey() + "." + inner));
        });
        return List.copyOf(names);
    }
}
