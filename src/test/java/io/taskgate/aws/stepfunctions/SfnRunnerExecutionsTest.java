package io.taskgate.aws.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.batch.runner.RunnerExecutions;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionLimitExceededException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;
import software.amazon.awssdk.services.sfn.model.SfnException;

/// Tests the mapping of Step Functions responses to calls of a batch, which determine its pace and its end.
class SfnRunnerExecutionsTest {

    private static RunnerExecutions answering(Supplier<Object> answer) {
        return new SfnRunnerExecutions((SfnClient) Proxy.newProxyInstance(
                SfnClient.class.getClassLoader(), new Class<?>[] {SfnClient.class}, (_, _, _) -> answer.get()));
    }

    private static RunnerExecutions failing(RuntimeException with) {
        return answering(() -> {
            throw with;
        });
    }

    private static SfnException refused(int status, String code) {
        return (SfnException) SfnException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    static Stream<Arguments> starts() {
        return Stream.of(
                Arguments.of(
                        ExecutionAlreadyExistsException.builder().build(), new RunnerExecutions.StartResult.Ended()),
                Arguments.of(
                        ExecutionLimitExceededException.builder()
                                .statusCode(400)
                                .awsErrorDetails(AwsErrorDetails.builder()
                                        .errorCode("ExecutionLimitExceeded")
                                        .build())
                                .build(),
                        new RunnerExecutions.StartResult.NotNow("ExecutionLimitExceeded (400)", true)),
                Arguments.of(
                        refused(400, "ThrottlingException"),
                        new RunnerExecutions.StartResult.NotNow("ThrottlingException (400)", true)),
                Arguments.of(
                        refused(503, "Unavailable"),
                        new RunnerExecutions.StartResult.NotNow("Unavailable (503)", false)),
                Arguments.of(
                        refused(400, "StateMachineDoesNotExist"),
                        new RunnerExecutions.StartResult.Refused(
                                "StartExecution of arn: StateMachineDoesNotExist (400)")),
                Arguments.of(
                        SdkClientException.create("reset"),
                        new RunnerExecutions.StartResult.NotNow("SdkClientException", false)));
    }

    @ParameterizedTest
    @MethodSource("starts")
    void aStartThatFailsIsPacedTriedAgainOrRefused(RuntimeException reply, RunnerExecutions.StartResult expected) {
        assertThat(failing(reply).start("arn", "name", new byte[] {'1'})).isEqualTo(expected);
    }

    static Stream<Arguments> standings() {
        return Stream.of(
                Arguments.of(ExecutionStatus.RUNNING, null, new RunnerExecutions.RunnerStatus.Running()),
                Arguments.of(ExecutionStatus.PENDING_REDRIVE, null, new RunnerExecutions.RunnerStatus.Running()),
                Arguments.of(
                        ExecutionStatus.TIMED_OUT,
                        null,
                        new RunnerExecutions.RunnerStatus.Failed("States.Timeout", null)),
                Arguments.of(
                        ExecutionStatus.ABORTED,
                        " ",
                        new RunnerExecutions.RunnerStatus.Failed("Taskgate.RunnerAborted", null)),
                Arguments.of(
                        ExecutionStatus.FAILED,
                        null,
                        new RunnerExecutions.RunnerStatus.Failed("Taskgate.RunnerFailed", null)),
                Arguments.of(
                        ExecutionStatus.FAILED,
                        "OutOfStock",
                        new RunnerExecutions.RunnerStatus.Failed("OutOfStock", null)),
                Arguments.of(
                        ExecutionStatus.UNKNOWN_TO_SDK_VERSION,
                        null,
                        new RunnerExecutions.RunnerStatus.Failed("Taskgate.RunnerFailed", null)));
    }

    @ParameterizedTest
    @MethodSource("standings")
    void anExecutionStandsAsItsStatusSays(
            ExecutionStatus status, String error, RunnerExecutions.RunnerStatus expected) {
        RunnerExecutions runners = answering(() ->
                DescribeExecutionResponse.builder().status(status).error(error).build());
        assertThat(runners.describe("arn")).isEqualTo(expected);
    }

    @Test
    void anExecutionThatIsGoneIsUnknownAndAnOutageIsNot() {
        assertThat(failing(ExecutionDoesNotExistException.builder().build()).describe("arn"))
                .isEqualTo(new RunnerExecutions.RunnerStatus.Unknown());
        assertThat(failing(refused(500, "InternalFailure")).describe("arn"))
                .isEqualTo(new RunnerExecutions.RunnerStatus.NotNow("InternalFailure (500)"));
    }

    @Test
    void runningExecutionsAreListedToTheEndOrNotAtAll() {
        AtomicInteger page = new AtomicInteger();
        RunnerExecutions two = answering(() -> ListExecutionsResponse.builder()
                .executions(ExecutionListItem.builder()
                        .name("run-" + page.incrementAndGet())
                        .build())
                .nextToken(page.get() < 2 ? "more" : null)
                .build());
        assertThat(two.running("arn")).isEqualTo(Optional.of(Set.of("run-1", "run-2")));

        AtomicInteger asked = new AtomicInteger();
        RunnerExecutions endless = answering(() -> {
            asked.incrementAndGet();
            return ListExecutionsResponse.builder().nextToken("more").build();
        });
        assertThat(endless.running("arn")).isEmpty();
        assertThat(asked).hasValue(10);
        assertThat(failing(refused(400, "ThrottlingException")).running("arn")).isEmpty();
    }

    static Stream<Arguments> stops() {
        return Stream.of(
                Arguments.of(
                        ExecutionDoesNotExistException.builder().build(), new RunnerExecutions.StopResult.Unknown()),
                Arguments.of(
                        refused(429, "TooManyRequests"),
                        new RunnerExecutions.StopResult.NotNow("TooManyRequests (429)", true)),
                Arguments.of(
                        refused(400, "AccessDeniedException"),
                        new RunnerExecutions.StopResult.Refused("StopExecution: AccessDeniedException (400)")));
    }

    @ParameterizedTest
    @MethodSource("stops")
    void aStopThatFailsIsPacedOrRefused(RuntimeException reply, RunnerExecutions.StopResult expected) {
        assertThat(failing(reply).stop("arn", "error", "cause")).isEqualTo(expected);
    }

    @Test
    void aHistoryThatIsGoneIsUnknown() {
        assertThat(failing(refused(400, "InvalidArn")).events("arn")).isEqualTo(new RunnerExecutions.Events.Unknown());
        assertThat(failing(refused(400, "AccessDeniedException")).events("arn"))
                .isEqualTo(new RunnerExecutions.Events.NotNow("AccessDeniedException (400)"));
    }
}
