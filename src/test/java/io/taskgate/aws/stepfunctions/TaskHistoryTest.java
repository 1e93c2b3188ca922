package io.taskgate.aws.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions.TaskOutcome;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/// Tests which task of a history belongs to a token.
class TaskHistoryTest {

    private static final String TOKEN = "AQCEAAAAKgAAAAMAAAAA-a-token";

    private final TaskHistory history = new TaskHistory(TaskToken.of(TOKEN));

    private void scheduled(long id, String resource, String parameters) {
        history.add(HistoryEvent.builder()
                .id(id)
                .type(HistoryEventType.TASK_SCHEDULED)
                .taskScheduledEventDetails(details -> details.resource(resource).parameters(parameters))
                .build());
    }

    private void succeeded(long id, long previous, String output) {
        history.add(HistoryEvent.builder()
                .id(id)
                .previousEventId(previous)
                .type(HistoryEventType.TASK_SUCCEEDED)
                .taskSucceededEventDetails(details -> details.output(output))
                .build());
    }

    @Test
    void theTaskThatWaitsWithTheTokenIsFollowed() {
        scheduled(2, "sendMessage.waitForTaskToken", "{\"token\": \"" + TOKEN + "\"}");
        succeeded(3, 2, "1");

        assertThat(history.outcome()).isEqualTo(new TaskOutcome.Succeeded("1"));
    }

    /// Finding 12: a child execution that registered its parent's token was mistaken for the parent's task,
    /// and its answer for the task's outcome.
    @Test
    void aTaskThatOnlyPassesTheTokenOnIsNotFollowed() {
        scheduled(2, "invoke", "{\"RequestBody\": {\"taskToken\": \"" + TOKEN + "\"}}");
        succeeded(3, 2, "{\"StatusCode\": 202}");

        assertThat(history.outcome()).isInstanceOf(TaskOutcome.CannotTell.class);
    }

    @Test
    void aRegistrationBeforeTheTaskDoesNotHideIt() {
        scheduled(2, "invoke", "{\"RequestBody\": {\"taskToken\": \"" + TOKEN + "\"}}");
        succeeded(3, 2, "{\"StatusCode\": 202}");
        scheduled(4, "startExecution.waitForTaskToken", "{\"token\": \"" + TOKEN + "\"}");
        succeeded(5, 4, "2");

        assertThat(history.outcome()).isEqualTo(new TaskOutcome.Succeeded("2"));
    }
}
