package io.taskgate.aws.stepfunctions;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.batch.runner.RunnerExecutions;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionLimitExceededException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;
import software.amazon.awssdk.services.sfn.model.SfnException;

/// Starts and describes runner executions with the SDK, without retries. (Errors: Step Functions API model,
/// 2026-08.)
@Singleton
final class SfnRunnerExecutions implements RunnerExecutions {

    private static final int SERVER_ERROR = 500;
    private static final int PAGE = 1000;
    private static final int MAX_PAGES = 10;

    private final SfnClient client;

    SfnRunnerExecutions(SfnClient client) {
        this.client = client;
    }

    @Override
    public StartResult start(String machine, String name, byte[] input) {
        try {
            client.startExecution(start ->
                    start.stateMachineArn(machine).name(name).input(new String(input, StandardCharsets.UTF_8)));
            return new StartResult.Running();
        } catch (ExecutionAlreadyExistsException e) {
            return new StartResult.Ended();
        } catch (ExecutionLimitExceededException e) {
            return new StartResult.NotNow(AwsErrors.describe(e), true);
        } catch (SfnException e) {
            return AwsErrors.isThrottling(e) || e.statusCode() >= SERVER_ERROR
                    ? new StartResult.NotNow(AwsErrors.describe(e), AwsErrors.isThrottling(e))
                    : new StartResult.Refused("StartExecution of " + machine + ": " + AwsErrors.describe(e));
        } catch (SdkException e) {
            return new StartResult.NotNow(AwsErrors.describe(e), false);
        }
    }

    @Override
    public RunnerStatus describe(String executionArn) {
        try {
            DescribeExecutionResponse execution =
                    client.describeExecution(describe -> describe.executionArn(executionArn));
            return switch (execution.status()) {
                case RUNNING, PENDING_REDRIVE -> new RunnerStatus.Running();
                case SUCCEEDED -> new RunnerStatus.Succeeded(execution.output());
                case TIMED_OUT -> new RunnerStatus.Failed(or(execution.error(), "States.Timeout"), execution.cause());
                case ABORTED ->
                    new RunnerStatus.Failed(or(execution.error(), "Taskgate.RunnerAborted"), execution.cause());
                case FAILED, UNKNOWN_TO_SDK_VERSION ->
                    new RunnerStatus.Failed(or(execution.error(), "Taskgate.RunnerFailed"), execution.cause());
            };
        } catch (ExecutionDoesNotExistException e) {
            return new RunnerStatus.Unknown();
        } catch (SdkException e) {
            return new RunnerStatus.NotNow(AwsErrors.describe(e));
        }
    }

    private static String or(String error, String instead) {
        return error == null || error.isBlank() ? instead : error;
    }

    @Override
    public Optional<Set<String>> running(String machine) {
        Set<String> names = new HashSet<>();
        String next = null;
        try {
            for (int page = 0; page < MAX_PAGES; page++) {
                String from = next;
                ListExecutionsResponse listed = client.listExecutions(list -> list.stateMachineArn(machine)
                        .statusFilter(ExecutionStatus.RUNNING)
                        .maxResults(PAGE)
                        .nextToken(from));
                listed.executions().forEach(execution -> names.add(execution.name()));
                next = listed.nextToken();
                if (next == null) {
                    return Optional.of(names);
                }
            }
            return Optional.empty();
        } catch (SdkException e) {
            return Optional.empty();
        }
    }

    @Override
    public StopResult stop(String executionArn, String error, String cause) {
        try {
            client.stopExecution(
                    stop -> stop.executionArn(executionArn).error(error).cause(cause));
            return new StopResult.Ended();
        } catch (ExecutionDoesNotExistException e) {
            return new StopResult.Unknown();
        } catch (SfnException e) {
            return AwsErrors.isThrottling(e) || e.statusCode() >= SERVER_ERROR
                    ? new StopResult.NotNow(AwsErrors.describe(e), AwsErrors.isThrottling(e))
                    : new StopResult.Refused("StopExecution: " + AwsErrors.describe(e));
        } catch (SdkException e) {
            return new StopResult.NotNow(AwsErrors.describe(e), false);
        }
    }

    @Override
    public Events events(String executionArn) {
        try {
            List<HistoryEvent> last = client.getExecutionHistory(get -> get.executionArn(executionArn)
                            .reverseOrder(true)
                            .includeExecutionData(false)
                            .maxResults(1))
                    .events();
            return new Events.Counted(last.isEmpty() ? 0 : last.getFirst().id());
        } catch (ExecutionDoesNotExistException e) {
            return new Events.Unknown();
        } catch (SfnException e) {
            return e.statusCode() < SERVER_ERROR && AwsErrors.code(e).startsWith("InvalidArn")
                    ? new Events.Unknown()
                    : new Events.NotNow(AwsErrors.describe(e));
        } catch (SdkException e) {
            return new Events.NotNow(AwsErrors.describe(e));
        }
    }
}
