package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.aws.dynamodb.DynamoLedger;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.CallbackId;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class AbortTolerantHttpClientTest {

    private final AtomicInteger calls = new AtomicInteger();

    /// Fails like Apache's client if a call is aborted while it waits for its connection.
    private SdkHttpClient aborting(boolean cancelled) {
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                return new ExecutableHttpRequest() {
                    @Override
                    public HttpExecuteResponse call() throws IOException {
                        calls.incrementAndGet();
                        if (cancelled) {
                            throw new CancellationException();
                        }
                        throw new IllegalStateException("Endpoint not acquired / already released");
                    }

                    @Override
                    public void abort() {}
                };
            }

            @Override
            public void close() {}
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLedgerThatIsGivenUpIsUnavailableAndTriedAgain(boolean cancelled) {
        try (DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:1"))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing")))
                .httpClient(new AbortTolerantHttpClient(aborting(cancelled)))
                .build()) {
            DynamoLedger ledger = new DynamoLedger(client, "none", AdapterFixture.payloadStores());

            assertThatThrownBy(() -> ledger.find(new CallbackId("cb_" + "A".repeat(27))))
                    .isInstanceOf(Ledger.LedgerUnavailableException.class);
            assertThat(calls).hasValueGreaterThan(1);
        }
    }
}
