package io.taskgate.config;

import io.smallrye.config.WithDefault;
import io.taskgate.audit.AuditConfig;
import io.taskgate.aws.client.AwsConfig;
import io.taskgate.call.egress.EgressConfig;
import io.taskgate.callback.model.Tenant;
import io.taskgate.event.source.EventConfig;
import io.taskgate.http.access.AccessConfig;
import io.taskgate.http.limit.LimitsConfig;
import io.taskgate.http.page.ConsoleConfig;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.route.config.RouteName;
import io.taskgate.route.config.ServiceConfig;
import io.taskgate.route.config.ServicesConfig;
import io.taskgate.settings.HttpUrl;
import io.taskgate.settings.RequiredValue;
import io.taskgate.settings.ValueRange;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/// All settings of the gateway: its identity, its secrets, and the settings of each package.
///
/// [LoadedConfiguration] maps it, and [GeneratedMappings] makes it known to Quarkus: every setting is optional or has a
/// default, and all problems are reported together.
@ConsistentGateway
public interface TaskgateConfig {

    String PREFIX = "taskgate";

    /// The tenant name. Part of every callback ID, so that tenants can share a table.
    @WithDefault("default")
    Tenant tenant();

    /// The URL at which workers reach this gateway, the base of every link.
    @RequiredValue("Set the URL at which workers reach this gateway, for example https://taskgate.example.com.")
    Optional<@HttpUrl URI> publicUrl();

    /// Keys that sign the links of workers.
    Links links();

    /// Keys that encrypt the task tokens in the ledger.
    Vault vault();

    /// For tests only: the step after which the process kills itself. Rejected in Kubernetes.
    Optional<String> failPoint();

    /// The key that derives callback IDs.
    Ids ids();

    /// The sweep of due callbacks.
    Sweep sweep();

    /// The HTTP API.
    HttpConfig http();

    /// The pages for operators.
    ConsoleConfig console();

    /// Limits per caller.
    LimitsConfig limits();

    /// Authentication and authorization.
    AccessConfig access();

    /// The audit log.
    AuditConfig audit();

    /// Inbound events.
    EventConfig events();

    /// Batches.
    BatchConfig batch();

    /// The quota of Step Functions.
    QuotaConfig quota();

    /// Temporary files.
    SpoolConfig spool();

    /// The shutdown.
    ShutdownConfig shutdown();

    /// Outgoing connections.
    EgressConfig egress();

    /// AWS resources.
    AwsConfig aws();

    /// Services and their operations, by name.
    Map<
                    @RouteName @Pattern(regexp = ServicesConfig.NOT_RESERVED, message = ServicesConfig.RESERVED) String,
                    ServiceConfig>
            services();

    /// Routes that can change while the gateway runs.
    Routes routes();

    /// Callback IDs.
    interface Ids {
        /// The secret that derives callback IDs: 32 bytes in base64, or `kms:` followed by the base64 of its
        /// KMS ciphertext. Default: the key of the vault, if it has exactly one. Required if the vault has
        /// several keys, because IDs must not change when a key is removed: set it to the first key of the
        /// vault. It does not rotate.
        Optional<String> key();
    }

    /// Links.
    interface Links {
        /// Secrets by key ID: at least 32 bytes in base64, or `kms:` followed by the base64 of their KMS
        /// ciphertext.
        Map<String, String> keys();

        /// The ID of the signing key. Required if there are several.
        Optional<String> activeKey();

        /// The lifetime of a link whose callback has no deadline.
        @WithDefault("30d")
        Duration lifetime();

        /// Allows `http` links outside loopback. Their signatures, and the task tokens on the same port, are
        /// then readable in transit. For networks that encrypt traffic themselves, such as a service mesh.
        @WithDefault("false")
        boolean allowPlainHttp();

        /// Whether a link answers only the generation for which it was issued. By default the link of an
        /// earlier token whose task was never answered also answers for the newer token of the same work.
        @WithDefault("false")
        boolean strict();
    }

    /// The vault.
    interface Vault {
        /// Secrets by key ID: exactly 32 bytes in base64, or `kms:` followed by the base64 of their KMS
        /// ciphertext.
        Map<String, String> keys();

        /// The ID of the encryption key. Required if there are several.
        Optional<String> activeKey();

        /// The creation date of each key by its ID, for example `2026-11-24`. Published as
        /// `taskgate_vault_key_age_seconds`.
        Map<String, LocalDate> created();
    }

    /// The sweep.
    interface Sweep {
        /// The interval of the sweep that processes due callbacks.
        @WithDefault("1s")
        @ValueRange(min = "10ms", max = "10m")
        Duration interval();

        /// Whether this process sweeps. At least one process of a fleet has to: without a sweep nothing times out, and
        /// neither requests nor reports are repeated.
        @WithDefault("true")
        boolean enabled();
    }

    /// Reloadable routes.
    interface Routes {
        /// A file with more services, in YAML (below `taskgate.services`) or `.properties`. It is read again while
        /// the gateway runs.
        Optional<String> file();
    }
}
