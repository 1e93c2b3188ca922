package io.taskgate.aws.client;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/// An HTTP client whose aborted calls end with an IOException, as the SDK expects when it aborts a call at
/// its timeout. The Apache client throws an IllegalStateException ("Endpoint not acquired / already
/// released") or a CancellationException if the call still waits for its connection (found by the fault
/// harness, with 5.6). The SDK does not convert these, so that a slow ledger would look like a bug.
/// Thread-safe.
final class AbortTolerantHttpClient implements SdkHttpClient {

    private final SdkHttpClient http;

    AbortTolerantHttpClient(SdkHttpClient http) {
        this.http = http;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = http.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return prepared.call();
                } catch (IllegalStateException aborted) {
                    throw new IOException("The call was aborted: " + aborted.getMessage(), aborted);
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return http.clientName();
    }

    @Override
    public void close() {
        http.close();
    }
}
