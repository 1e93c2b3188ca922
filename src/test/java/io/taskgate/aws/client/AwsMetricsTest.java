package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Tests the metrics of AWS calls against a server with configurable responses.
class AwsMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "{}";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void ask(int port) {
        try (DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new AwsMetrics(meters))
                        .retryStrategy(retry -> retry.maxAttempts(2)))
                .build()) {
            client.getItem(get -> get.tableName("t").key(Map.of("id", AttributeValue.fromS("secret"))));
        }
    }

    private long calls(String result) {
        return meters.get("taskgate.aws.calls")
                .tags("service", "DynamoDb", "operation", "GetItem", "result", result)
                .timer()
                .count();
    }

    @Test
    void whatGoesWellIsOk() {
        ask(server.getAddress().getPort());

        assertThat(calls("ok")).isEqualTo(1);
        assertThat(meters.find("taskgate.aws.retries").counter()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400, ProvisionedThroughputExceededException, throttled, 1",
        "400, ThrottlingException, throttled, 1",
        "400, AccessDeniedException, denied, 0",
        "400, ConditionalCheckFailedException, rejected, 0",
        "500, InternalServerError, error, 1"
    })
    void whatIsAnsweredOtherwiseIsCountedAsWhatItMeans(int answered, String code, String result, int retries) {
        status = answered;
        body = "{\"__type\": \"com.amazonaws.dynamodb.v20120810#" + code + "\", \"message\": \"no\"}";

        assertThatThrownBy(() -> ask(server.getAddress().getPort())).isInstanceOf(SdkException.class);

        assertThat(calls(result)).isEqualTo(1);
        assertThat(meters.find("taskgate.aws.retries").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum())
                .isEqualTo(retries);
    }

    @Test
    void whereNobodyListensNothingIsConnected() {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThatThrownBy(() -> ask(port)).isInstanceOf(SdkException.class);

        assertThat(calls("not_connected")).isEqualTo(1);
    }

    /// Simulates `quarkus:dev`, which restarts the application after each change while the SDK's classes stay
    /// loaded.
    @Test
    void canBeLoadedAnew() throws ReflectiveOperationException {
        ClassLoader anew = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith(AwsMetrics.class.getName())) {
                    return super.loadClass(name, resolve);
                }
                try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = file.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        String name = AwsMetrics.class.getName();
        assertThat(Class.forName(name, true, AwsMetrics.class.getClassLoader())).isEqualTo(AwsMetrics.class);
        assertThat(Class.forName(name, true, anew)).isNotEqualTo(AwsMetrics.class);
    }
}
