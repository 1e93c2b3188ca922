package io.taskgate.aws.client;

import io.quarkiverse.amazon.common.runtime.AmazonClientCommonRecorder;
import io.quarkiverse.amazon.common.runtime.AmazonClientConfig;
import io.quarkiverse.amazon.common.runtime.ClientUtil;
import io.quarkiverse.amazon.common.runtime.SdkConfig;
import io.quarkiverse.amazon.kms.runtime.KmsConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.microprofile.config.spi.ConfigSource;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/// The KMS client that decrypts values of the configuration. These are read before there are beans, so that the
/// client of the extension does not exist; this one has the same keys, without interceptors and meters.
public final class StartupKmsClient {

    private static final String PREFIX = "quarkus.kms";

    private StartupKmsClient() {}

    /// Calls KMS with a client that is closed afterwards.
    ///
    /// @param source has the keys below `quarkus.kms` and what their expressions refer to
    public static <T> T call(ConfigSource source, Function<KmsClient, T> call) {
        KmsConfig settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withSources(source)
                .withMapping(KmsConfig.class, PREFIX)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(KmsConfig.class, PREFIX);
        AmazonClientConfig only =
                Objects.requireNonNull(settings.clients().get(ClientUtil.DEFAULT_CLIENT_NAME), "has defaults");
        KmsClientBuilder builder = KmsClient.builder();
        new AmazonClientCommonRecorder().initAwsClient(builder, "kms", "kms", only.aws(), only.aws());
        only.sdk().endpointOverride().ifPresent(builder::endpointOverride);
        try (SdkHttpClient http = new Apache5Transport().client("kms", settings.syncClient());
                KmsClient client = builder.httpClient(http)
                        .overrideConfiguration(configuration(only.sdk()))
                        .build()) {
            return call.apply(client);
        }
    }

    private static ClientOverrideConfiguration configuration(SdkConfig settings) {
        ClientOverrideConfiguration.Builder configuration =
                ClientOverrideConfiguration.builder().retryStrategy(ClientRetries.STANDARD.strategy());
        settings.apiCallTimeout().ifPresent(configuration::apiCallTimeout);
        settings.apiCallAttemptTimeout().ifPresent(configuration::apiCallAttemptTimeout);
        return configuration.build();
    }
}
