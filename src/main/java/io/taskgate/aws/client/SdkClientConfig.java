package io.taskgate.aws.client;

import io.quarkiverse.amazon.common.runtime.HasAmazonClientRuntimeConfig;
import io.quarkiverse.amazon.common.runtime.HasSdkBuildTimeConfig;
import io.quarkiverse.amazon.common.runtime.SyncHttpClientConfig;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;

/// The settings of a client whose Quarkus extension is not used: the keys and the form that the extension would have,
/// made of its own groups. An extension reads `interceptors` and `telemetry` at build time; here they are read at
/// start-up. `META-INF/quarkus-config-roots.list` names the roots, so that Quarkus knows their keys as those of an
/// extension.
public interface SdkClientConfig extends HasAmazonClientRuntimeConfig, HasSdkBuildTimeConfig {

    /// The HTTP client.
    SyncHttpClientConfig syncClient();

    /// The keys of `quarkus-amazon-sfn`.
    @ConfigRoot(phase = ConfigPhase.RUN_TIME)
    @ConfigMapping(prefix = "quarkus.sfn")
    interface StepFunctions extends SdkClientConfig {}

    /// The keys of `quarkus-amazon-eventbridge`.
    @ConfigRoot(phase = ConfigPhase.RUN_TIME)
    @ConfigMapping(prefix = "quarkus.eventbridge")
    interface EventBridge extends SdkClientConfig {}

    /// The keys of `quarkus-amazon-secretsmanager`.
    @ConfigRoot(phase = ConfigPhase.RUN_TIME)
    @ConfigMapping(prefix = "quarkus.secretsmanager")
    interface SecretsManager extends SdkClientConfig {}
}
