package io.taskgate.callback.stepfunctions;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.callback.model.TaskToken;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Counts each SendTask* call of a [StepFunctions] by its reply (`taskgate.sends`). Thread-safe.
public final class MeteredStepFunctions implements StepFunctions {

    private final StepFunctions stepFunctions;
    private final MeterProvider<Counter> sends;

    public MeteredStepFunctions(StepFunctions stepFunctions, MeterRegistry meters) {
        this.stepFunctions = stepFunctions;
        sends = Counter.builder("taskgate.sends")
                .description("Calls of SendTask*, each try")
                .withRegistry(meters);
    }

    @Override
    public Reply success(TaskToken token, byte[] output) {
        return counted(SendTaskRateLimiter.Operation.SUCCESS, stepFunctions.success(token, output));
    }

    @Override
    public Reply failure(TaskToken token, String error, @Nullable String cause) {
        return counted(SendTaskRateLimiter.Operation.FAILURE, stepFunctions.failure(token, error, cause));
    }

    @Override
    public Reply heartbeat(TaskToken token) {
        return counted(SendTaskRateLimiter.Operation.HEARTBEAT, stepFunctions.heartbeat(token));
    }

    @Override
    public TaskOutcome taskOutcome(String executionArn, TaskToken token) {
        return stepFunctions.taskOutcome(executionArn, token);
    }

    private Reply counted(SendTaskRateLimiter.Operation operation, Reply reply) {
        sends.withTags("operation", operation.name().toLowerCase(Locale.ROOT), "result", wireName(reply))
                .increment();
        return reply;
    }

    private static String wireName(Reply reply) {
        return switch (reply) {
            case Reply.Accepted _ -> "accepted";
            case Reply.TimedOut _ -> "timed_out";
            case Reply.Unknown _ -> "unknown";
            case Reply.InvalidOutput _ -> "invalid_output";
            case Reply.Denied _ -> "denied";
            case Reply.NotApplied(var _, boolean throttled) -> throttled ? "throttled" : "not_connected";
            case Reply.ReplyLost _ -> "lost";
        };
    }
}
