package io.taskgate.aws.client;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/// An HTTP client whose calls end as the SDK expects when it gives one up at its time-out: with an IOException.
/// Apache's
/// client throws an IllegalStateException ("Endpoint not acquired / already released") or its kind
/// CancellationException where
/// the abort comes while the call still waits for its connection (found by the fault harness, with 5.6); the
/// SDK passes
/// these on as they are, and to its callers a slow ledger would look like a mistake of ours. Safe for many
/// threads.
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
                    throw new IOException("the call was given up: " + aborted.getMessage(), aborted);
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
