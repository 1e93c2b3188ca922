package io.taskgate.aws.stepfunctions;

import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions.TaskOutcome;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/// Follows one task through the history of an execution: from its TaskScheduled event along the chain of
/// previous events. Another task can contain the token too, such as one that registers it: only a task of a
/// resource that ends in `.waitForTaskToken` waits with it. Not thread-safe.
final class TaskHistory {

    private static final String WAITS = ".waitForTaskToken";

    private final TaskToken token;
    private final Set<Long> chain = new HashSet<>();
    private @Nullable TaskOutcome ending;

    TaskHistory(TaskToken token) {
        this.token = token;
    }

    boolean isDecided() {
        return ending != null;
    }

    TaskOutcome outcome() {
        if (ending != null) {
            return ending;
        }
        return chain.isEmpty()
                ? new TaskOutcome.CannotTell("The execution history does not contain the token.")
                : new TaskOutcome.StillOpen();
    }

    /// Adds the next event in order.
    void add(HistoryEvent event) {
        if (isDecided()) {
            return;
        }
        if (event.type() == HistoryEventType.TASK_SCHEDULED && holdsToken(event)) {
            chain.add(event.id());
        } else if (!chain.isEmpty() && (chain.contains(event.previousEventId()) || endsExecution(event.type()))) {
            follow(event);
        }
    }

    private boolean holdsToken(HistoryEvent event) {
        String resource = event.taskScheduledEventDetails().resource();
        String parameters = event.taskScheduledEventDetails().parameters();
        return resource != null
                && resource.endsWith(WAITS)
                && parameters != null
                && parameters.contains(token.reveal());
    }

    private void follow(HistoryEvent event) {
        switch (event.type()) {
            case TASK_SUCCEEDED ->
                ending = new TaskOutcome.Succeeded(
                        event.taskSucceededEventDetails().output());
            case TASK_FAILED ->
                ending = new TaskOutcome.Failed(
                        event.taskFailedEventDetails().error(),
                        event.taskFailedEventDetails().cause());
            case TASK_STARTED, TASK_SUBMITTED -> chain.add(event.id());
            default -> ending = new TaskOutcome.ClosedOtherwise(event.typeAsString());
        }
    }

    private static boolean endsExecution(HistoryEventType type) {
        return type == HistoryEventType.EXECUTION_ABORTED
                || type == HistoryEventType.EXECUTION_TIMED_OUT
                || type == HistoryEventType.EXECUTION_FAILED
                || type == HistoryEventType.EXECUTION_SUCCEEDED;
    }
}
