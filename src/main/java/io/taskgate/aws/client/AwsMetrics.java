package io.taskgate.aws.client;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/// Times every AWS call by its result (`taskgate.aws.calls`), including the retries of the SDK, and counts
/// the retries (`taskgate.aws.retries`). Thread-safe.
@Singleton
final class AwsMetrics implements ExecutionInterceptor {

    /// The SDK registers a name once for each of its own class loaders, which in `quarkus:dev` survives a
    /// live reload of the application.
    private static final ExecutionAttribute<CallStart> BEGUN =
            new ExecutionAttribute<>("taskgate.begun." + System.identityHashCode(AwsMetrics.class));

    private static final int SERVER_ERROR = 500;

    private final MeterProvider<Timer> calls;
    private final MeterProvider<Counter> retries;

    AwsMetrics(MeterRegistry meters) {
        calls = Timer.builder("taskgate.aws.calls").description("Calls of AWS").withRegistry(meters);
        retries = Counter.builder("taskgate.aws.retries")
                .description("Tries after the first within calls of AWS")
                .withRegistry(meters);
    }

    private record CallStart(long at, AtomicInteger tries) {}

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGUN, new CallStart(System.nanoTime(), new AtomicInteger()));
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        CallStart begun = attributes.getAttribute(BEGUN);
        if (begun != null && begun.tries().incrementAndGet() > 1) {
            retries.withTags("service", service(attributes), "operation", operation(attributes))
                    .increment();
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        recordCall(attributes, "ok");
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        recordCall(attributes, resultTag(context.exception()));
    }

    private void recordCall(ExecutionAttributes attributes, String result) {
        CallStart begun = attributes.getAttribute(BEGUN);
        if (begun != null) {
            calls.withTags("service", service(attributes), "operation", operation(attributes), "result", result)
                    .record(System.nanoTime() - begun.at(), TimeUnit.NANOSECONDS);
        }
    }

    /// A failed condition, a closed task or a missing key is an expected response, not a failure: `rejected`.
    static String resultTag(Throwable failure) {
        if (failure instanceof AwsServiceException answered) {
            if (AwsErrors.isThrottling(answered)) {
                return "throttled";
            }
            if (AwsErrors.isDenied(answered)) {
                return "denied";
            }
            return answered.statusCode() >= SERVER_ERROR ? "error" : "rejected";
        }
        return failure instanceof SdkException unanswered && AwsErrors.neverConnected(unanswered)
                ? "not_connected"
                : "lost";
    }

    private static String service(ExecutionAttributes attributes) {
        return or(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME));
    }

    private static String operation(ExecutionAttributes attributes) {
        return or(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }

    private static String or(@Nullable String name) {
        return name == null ? "unknown" : name;
    }
}
