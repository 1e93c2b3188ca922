package io.taskgate.testing.aws;

import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Records every S3 call to the stand-in. S3Proxy stores no tags, so tests check the requests instead.
public final class RecordedS3Calls implements ExecutionInterceptor {

    private final List<SdkRequest> made = Collections.synchronizedList(new ArrayList<>());
    private volatile Consumer<SdkRequest> fault = _ -> {};

    public S3Client client() {
        return ExecutionFixture.client(
                S3Client.builder()
                        .forcePathStyle(true)
                        .overrideConfiguration(ClientOverrideConfiguration.builder()
                                .addExecutionInterceptor(this)
                                .build()),
                AdapterFixture.aws().s3());
    }

    /// Sets an action that runs before each call and may throw an S3 exception.
    public void before(Consumer<SdkRequest> run) {
        fault = run;
    }

    public static S3Exception answer(int status) {
        return (S3Exception)
                S3Exception.builder().statusCode(status).message("simulated").build();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        made.add(context.request());
        fault.accept(context.request());
    }

    /// Returns the calls by operation name, for example `PutObject`.
    public List<String> names() {
        synchronized (made) {
            return made.stream()
                    .map(request -> request.getClass().getSimpleName().replaceAll("Request$", ""))
                    .toList();
        }
    }

    public <T extends SdkRequest> T last(Class<T> type) {
        synchronized (made) {
            return made.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .reduce((_, later) -> later)
                    .orElseThrow();
        }
    }

    public void forget() {
        made.clear();
    }
}
