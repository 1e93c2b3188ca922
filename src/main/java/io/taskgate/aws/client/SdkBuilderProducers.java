package io.taskgate.aws.client;

import io.quarkiverse.amazon.common.runtime.AmazonClientCommonRecorder;
import io.quarkiverse.amazon.common.runtime.AmazonClientConfig;
import io.quarkiverse.amazon.common.runtime.ClientUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.SfnClientBuilder;

/// Produces the client builders that the extensions for Step Functions, EventBridge and Secrets Manager would
/// produce, from the same keys and by the code of the extensions. With an extension on the class path its method
/// here goes, and nothing else changes (docs/adr/0032-aws-clients-by-the-extensions-keys.md).
@Singleton
public final class SdkBuilderProducers {

    private final ScheduledExecutorService timers;
    private final AmazonClientCommonRecorder extension = new AmazonClientCommonRecorder();

    /// @param timers runs the timeouts of calls
    public SdkBuilderProducers(ScheduledExecutorService timers) {
        this.timers = timers;
    }

    @Produces
    @Singleton
    public SfnClientBuilder stepFunctions(SdkClientConfig.StepFunctions settings) {
        return configured(SfnClient.builder(), "sfn", settings);
    }

    @Produces
    @Singleton
    public EventBridgeClientBuilder eventBridge(SdkClientConfig.EventBridge settings) {
        return configured(EventBridgeClient.builder(), "eventbridge", settings);
    }

    @Produces
    @Singleton
    SecretsManagerClientBuilder secretsManager(SdkClientConfig.SecretsManager settings) {
        return configured(SecretsManagerClient.builder(), "secretsmanager", settings);
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(B builder, String name, SdkClientConfig settings) {
        if (settings.sdk().telemetry().orElse(false)) {
            throw new ConfigurationException("quarkus." + name
                    + ".telemetry.enabled: Not available, because taskgate does not contain quarkus-opentelemetry."
                    + " Remove the setting.");
        }
        AmazonClientConfig only =
                Objects.requireNonNull(settings.clients().get(ClientUtil.DEFAULT_CLIENT_NAME), "has defaults");
        extension.initAwsClient(builder, name, name, only.aws(), only.aws());
        extension.initSdkClient(builder, name, name, only.sdk(), only.sdk(), settings.sdk(), timers);
        return builder;
    }
}
