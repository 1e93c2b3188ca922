package io.taskgate.aws.client;

import io.quarkiverse.amazon.common.runtime.SyncHttpClientConfig;
import io.quarkiverse.amazon.dynamodb.runtime.DynamoDbConfig;
import io.quarkiverse.amazon.kms.runtime.KmsConfig;
import io.quarkiverse.amazon.s3.runtime.S3Config;
import io.quarkiverse.amazon.sqs.runtime.SqsConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.SfnClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/// Produces the SDK clients from the builders of the Quarkus extensions and of [SdkBuilderProducers], which have the
/// endpoints, regions, credentials, timeouts, interceptors and telemetry of `quarkus.<service>`. Added are: an Apache 5
/// client for each, a named retry strategy ([ClientRetries]), the clock offset from the responses
/// ([ClockSkewMonitor]), and meters of the calls ([AwsMetrics]).
@Singleton
public final class AwsClientProducers {

    private final ClockSkewMonitor clock;
    private final AwsMetrics meters;
    private final Apache5Transport transport = new Apache5Transport();
    private final Queue<SdkHttpClient> opened = new ConcurrentLinkedQueue<>();

    AwsClientProducers(ClockSkewMonitor clock, AwsMetrics meters) {
        this.clock = clock;
        this.meters = meters;
    }

    @Produces
    @Singleton
    public SfnClient stepFunctions(SfnClientBuilder builder, SdkClientConfig.StepFunctions settings) {
        return completed(builder, "sfn", settings.syncClient(), ClientRetries.NONE)
                .build();
    }

    @Produces
    @Singleton
    public EventBridgeClient eventBridge(EventBridgeClientBuilder builder, SdkClientConfig.EventBridge settings) {
        return completed(builder, "eventbridge", settings.syncClient(), ClientRetries.NONE)
                .build();
    }

    @Produces
    @Singleton
    SecretsManagerClient secretsManager(SecretsManagerClientBuilder builder, SdkClientConfig.SecretsManager settings) {
        return completed(builder, "secretsmanager", settings.syncClient(), ClientRetries.STANDARD)
                .build();
    }

    @Produces
    @Singleton
    KmsClient kms(KmsClientBuilder builder, KmsConfig settings) {
        return completed(builder, "kms", settings.syncClient(), ClientRetries.STANDARD)
                .build();
    }

    @Produces
    @Singleton
    DynamoDbClient dynamoDb(DynamoDbClientBuilder builder, DynamoDbConfig settings) {
        return completed(builder, "dynamodb", settings.syncClient(), ClientRetries.LEDGER)
                .build();
    }

    @Produces
    @Singleton
    S3Client s3(S3ClientBuilder builder, S3Config settings) {
        return completed(builder, "s3", settings.syncClient(), ClientRetries.STANDARD)
                .build();
    }

    @Produces
    @Singleton
    SqsClient sqs(SqsClientBuilder builder, SqsConfig settings) {
        return completed(builder, "sqs", settings.syncClient(), ClientRetries.STANDARD)
                .build();
    }

    /// Adds to the configuration of the builder; nothing of it is replaced but the HTTP client.
    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B completed(
            B builder, String service, SyncHttpClientConfig settings, ClientRetries retries) {
        SdkHttpClient http = transport.client(service, settings);
        opened.add(http);
        return builder.httpClientBuilder(null)
                .httpClient(http)
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .retryStrategy(retries.strategy())
                        .addExecutionInterceptor(clock)
                        .addExecutionInterceptor(meters)
                        .build());
    }

    @PreDestroy
    void close() {
        opened.forEach(SdkHttpClient::close);
    }
}
