package io.taskgate.aws.client;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/// Produces the SDK clients: those of the Quarkus extensions (their builders provide endpoints, region and
/// credentials from `quarkus.*`) and those without an extension. All share one HTTP client. Every client
/// measures the clock offset from the responses ([ClockSkewMonitor]), and its calls are timed ([AwsMetrics]).
///
/// Step Functions and EventBridge have no SDK retries: the protocol retries itself, and must observe every
/// attempt.
@Singleton
public final class AwsClientProducers {

    private static final int MAX_CONNECTIONS = 256;
    private static final Duration CONNECT = Duration.ofSeconds(1);

    /// The configuration of a client without retries.
    private static final Duration ONE_TRY = Duration.ofSeconds(2);

    private static final Duration STORE_TRY = Duration.ofSeconds(10);

    private final SdkHttpClient http;
    private final ClockSkewMonitor clock;
    private final AwsMetrics meters;
    private final AwsConfig settings;

    AwsClientProducers(ClockSkewMonitor clock, AwsMetrics meters, AwsConfig settings) {
        this.clock = clock;
        this.meters = meters;
        this.settings = settings;
        this.http = new AbortTolerantHttpClient(
                switch (settings.httpClient()) {
                    case APACHE5 ->
                        Apache5HttpClient.builder()
                                .maxConnections(MAX_CONNECTIONS)
                                .connectionTimeout(CONNECT)
                                .build();
                    case URL_CONNECTION ->
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(CONNECT)
                                .build();
                });
    }

    @Produces
    @Singleton
    public SfnClient stepFunctions() {
        return oneTry(SfnClient.builder(), settings.sfnEndpointOverride()).build();
    }

    @Produces
    @Singleton
    public EventBridgeClient eventBridge() {
        return oneTry(EventBridgeClient.builder(), settings.eventbridgeEndpointOverride())
                .build();
    }

    @Produces
    @Singleton
    KmsClient kms() {
        return oneTry(KmsClient.builder(), settings.kmsEndpointOverride()).build();
    }

    @Produces
    @Singleton
    SecretsManagerClient secretsManager() {
        return own(
                        SecretsManagerClient.builder(),
                        settings.secretsmanagerEndpointOverride(),
                        retrying(ONE_TRY, Duration.ofSeconds(5)))
                .build();
    }

    @Produces
    @Singleton
    DynamoDbClient dynamoDb(DynamoDbClientBuilder builder) {
        return builder.httpClientBuilder(null)
                .httpClient(http)
                .overrideConfiguration(retrying(ONE_TRY, Duration.ofSeconds(5)))
                .build();
    }

    @Produces
    @Singleton
    S3Client s3(S3ClientBuilder builder) {
        return builder.httpClientBuilder(null)
                .httpClient(http)
                .overrideConfiguration(retrying(STORE_TRY, Duration.ofSeconds(25)))
                .build();
    }

    @Produces
    @Singleton
    public SqsClient sqs(SqsClientBuilder builder) {
        return builder.httpClientBuilder(null)
                .httpClient(http)
                .overrideConfiguration(retrying(ONE_TRY, Duration.ofSeconds(5)))
                .build();
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B oneTry(
            B builder, Optional<URI> endpoint) {
        ClientOverrideConfiguration once = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(ONE_TRY)
                .addExecutionInterceptor(clock)
                .addExecutionInterceptor(meters)
                .build();
        return own(builder, endpoint, once);
    }

    /// Creates a client without a Quarkus extension.
    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B own(
            B builder, Optional<URI> endpoint, ClientOverrideConfiguration configuration) {
        endpoint.ifPresent(builder::endpointOverride);
        settings.region().map(Region::of).ifPresent(builder::region);
        settings.credentials()
                .map(pair -> AwsBasicCredentials.create(pair.accessKeyId(), pair.secretAccessKey()))
                .map(StaticCredentialsProvider::create)
                .ifPresent(builder::credentialsProvider);
        return builder.httpClient(http).overrideConfiguration(configuration);
    }

    private ClientOverrideConfiguration retrying(Duration attempt, Duration all) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(all)
                .addExecutionInterceptor(clock)
                .addExecutionInterceptor(meters)
                .build();
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
