package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.testing.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks the interpreter against histories recorded from the real Step Functions: the worker repeats its
/// recorded actions, and the events must be the same.
class RecordingsTest {

    private final ManualTimers timers = new ManualTimers();
    private final List<String> tokens = new ArrayList<>();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, new CallLog(), this::sent, _ -> {});

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "test_sqs_wait_for_task_token, callbacks/statemachines/sqs_wait_for_task_token",
        "test_sqs_wait_for_task_token_timeout, callbacks/statemachines/sqs_wait_for_task_token_with_timeout",
        "test_sqs_failure_in_wait_for_task_token, callbacks/statemachines/sqs_wait_for_task_token",
        "test_sqs_wait_for_task_token_call_chain, callbacks/statemachines/sqs_wait_for_task_token_call_chain",
        "test_sqs_wait_for_task_token_no_token_parameter, callbacks/statemachines/sqs_wait_for_task_token_no_token_parameter",
        "test_sqs_failure_in_wait_for_task_tok_no_error_field[SQS_PARALLEL_WAIT_FOR_TASK_TOKEN], callbacks/statemachines/sqs_parallel_wait_for_task_token",
        "test_sqs_failure_in_wait_for_task_tok_no_error_field[SQS_WAIT_FOR_TASK_TOKEN_CATCH], callbacks/statemachines/sqs_wait_for_task_token_catch",
        "test_sqs_wait_for_task_tok_with_heartbeat, timeouts/statemachines/service_sqs_send_and_wait_for_task_token_with_heartbeat",
        "test_multiple_heartbeat_notifications, timeouts/statemachines/service_sqs_send_and_wait_for_task_token_with_heartbeat_path",
        "test_heartbeat_timeout, timeouts/statemachines/service_sqs_send_and_wait_for_task_token_with_heartbeat",
        "test_heartbeat_path_timeout, timeouts/statemachines/service_sqs_send_and_wait_for_task_token_with_heartbeat_path",
        "test_heartbeat_no_timeout, timeouts/statemachines/service_sqs_send_and_wait_for_task_token_with_heartbeat",
    })
    void historyIsAsRecorded(String test, String definition) throws IOException {
        Path file = Recordings.of("callback-recordings.json");
        JsonNode all = StatesJson.parsed(Files.readString(file));
        JsonNode events = recorded(all, test);
        ObjectNode asl = all.path("definitions").path(definition + ".json5").deepCopy();
        withSecondsAsRecorded(asl, events);

        String arn = states.create("recorded", asl.toString(), "role").arn();
        Execution execution = states.start(arn, "run", text(events.findPath("input")));
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i - 1).path("type").asText().equals("TaskSubmitted")) {
                int until = i;
                await().until(() -> execution.history().size() >= until);
                play(events.get(i), events.get(i - 3));
            }
        }
        await().until(() -> execution.status() != Execution.Status.RUNNING);

        assertThat(execution.history().stream().map(RecordingsTest::comparable))
                .containsExactlyElementsOf(StreamSupport.stream(events.spliterator(), false)
                        .map(RecordingsTest::comparable)
                        .toList());
    }

    private JsonNode sent(Integrations.Call call) {
        tokens.add(call.parameters().path("MessageBody").path("TaskToken").asText());
        return StatesJson.object().put("MessageId", "1");
    }

    private static JsonNode recorded(JsonNode all, String test) {
        return StreamSupport.stream(all.path("recordings").spliterator(), false)
                .filter(each -> each.path("source").asText().endsWith("::" + test))
                .map(each -> each.path("recorded").path("get_execution_history").path("events"))
                .findFirst()
                .orElseThrow();
    }

    /// Two recordings used the definition with other seconds, or without them.
    private static void withSecondsAsRecorded(ObjectNode asl, JsonNode events) {
        JsonNode heartbeat = events.findPath("heartbeatInSeconds");
        asl.path("States").forEach(state -> {
            if (events.findPath("timeoutInSeconds").isMissingNode()) {
                ((ObjectNode) state).remove("TimeoutSeconds");
            }
            if (state.has("HeartbeatSeconds")) {
                ((ObjectNode) state).set("HeartbeatSeconds", heartbeat);
            }
        });
    }

    private void play(JsonNode then, JsonNode scheduled) {
        switch (then.path("type").asText()) {
            case "TaskSucceeded" ->
                states.succeed(
                        tokens.getLast(),
                        text(then.path("taskSucceededEventDetails").path("output")));
            case "TaskFailed" -> {
                JsonNode details = then.path("taskFailedEventDetails");
                states.fail(tokens.getLast(), new TaskOutcome.Failed(given(details, "error"), given(details, "cause")));
            }
            case "TaskTimedOut" -> {
                JsonNode details = scheduled.path("taskScheduledEventDetails");
                int timeout = details.path("timeoutInSeconds").asInt();
                timers.advance(
                        Duration.ofSeconds(details.path("heartbeatInSeconds").asInt(timeout)));
            }
            default -> throw new AssertionError("not an outcome: " + then);
        }
    }

    private static @Nullable String given(JsonNode details, String field) {
        return details.has(field) ? details.get(field).asText() : null;
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : node.toString();
    }

    /// Returns an event without the fields that differ between runs.
    private static String comparable(JsonNode event) {
        String type = event.path("type").asText();
        String detailsName = event.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field -> field.endsWith("EventDetails"))
                .findFirst()
                .orElse("");
        return comparable(
                event.path("id").asLong(),
                event.path("previousEventId").asLong(),
                type,
                detailsName,
                event.path(detailsName));
    }

    private static String comparable(Execution.Event event) {
        return comparable(event.id(), event.previous(), event.type(), event.detailsName(), event.details());
    }

    private static String comparable(long id, long previous, String type, String detailsName, JsonNode details) {
        SortedMap<String, String> shown = new TreeMap<>();
        details.properties().forEach(field -> {
            boolean varies = field.getKey().matches("roleArn|region|parameters")
                    || field.getKey().equals("output") && type.equals("TaskSubmitted");
            shown.put(field.getKey(), varies ? "…" : decoded(field.getValue()));
        });
        return id + " after " + previous + " " + type + " " + detailsName + " " + shown;
    }

    /// The recorder decoded strings that began with a brace.
    private static String decoded(JsonNode value) {
        return value.isTextual() && value.asText().startsWith("{")
                ? StatesJson.parsed(value.asText()).toString()
                : value.toString();
    }
}
