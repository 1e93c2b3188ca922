package io.taskgate.aws.stepfunctions;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.InvalidOutputException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/// Calls Step Functions with the SDK, without retries. (Errors: Step Functions API model, 2026-08.)
public final class SfnStepFunctions implements StepFunctions {

    private static final int PAGE = 1000;
    private static final int SERVER_ERROR = 500;

    private final SfnClient client;

    public SfnStepFunctions(SfnClient client) {
        this.client = client;
    }

    @Override
    public Reply success(TaskToken token, byte[] output) {
        return reply(() -> client.sendTaskSuccess(
                send -> send.taskToken(token.reveal()).output(new String(output, StandardCharsets.UTF_8))));
    }

    @Override
    public Reply failure(TaskToken token, String error, @Nullable String cause) {
        return reply(() -> client.sendTaskFailure(
                send -> send.taskToken(token.reveal()).error(error).cause(cause)));
    }

    @Override
    public Reply heartbeat(TaskToken token) {
        return reply(() -> client.sendTaskHeartbeat(send -> send.taskToken(token.reveal())));
    }

    private static Reply reply(Runnable call) {
        try {
            call.run();
            return new Reply.Accepted();
        } catch (TaskTimedOutException e) {
            return new Reply.TimedOut();
        } catch (TaskDoesNotExistException | InvalidTokenException e) {
            return new Reply.Unknown(AwsErrors.code(e));
        } catch (InvalidOutputException e) {
            return new Reply.InvalidOutput(AwsErrors.describe(e));
        } catch (SfnException e) {
            return errorReply(e);
        } catch (SdkException e) {
            return AwsErrors.neverConnected(e)
                    ? new Reply.NotApplied(AwsErrors.describe(e), false)
                    : new Reply.ReplyLost(AwsErrors.describe(e));
        }
    }

    private static Reply errorReply(SfnException e) {
        if (AwsErrors.isThrottling(e)) {
            return new Reply.NotApplied(AwsErrors.describe(e), true);
        }
        if (AwsErrors.isDenied(e)) {
            return new Reply.Denied(AwsErrors.describe(e));
        }
        // A 5xx may have been applied; any other rejection needs an operator.
        return e.statusCode() >= SERVER_ERROR
                ? new Reply.ReplyLost(AwsErrors.describe(e))
                : new Reply.Denied(AwsErrors.describe(e));
    }

    @Override
    public TaskOutcome taskOutcome(String executionArn, TaskToken token) {
        TaskHistory history = new TaskHistory(token);
        String next = null;
        try {
            do {
                String from = next;
                GetExecutionHistoryResponse page = client.getExecutionHistory(get -> get.executionArn(executionArn)
                        .includeExecutionData(true)
                        .maxResults(PAGE)
                        .nextToken(from));
                page.events().forEach(history::add);
                next = page.nextToken();
            } while (next != null && !history.isDecided());
            return history.outcome();
        } catch (SdkException e) {
            return new TaskOutcome.CannotTell("The execution history could not be read: " + AwsErrors.describe(e));
        }
    }
}
