package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/// The identity of the gateway and its secrets.
@ConfigMapping(prefix = "taskgate")
interface GatewayConfig {

    /// The tenant name. Part of every callback ID, so that tenants can share a table.
    @WithDefault("default")
    String tenant();

    /// The URL at which workers reach this gateway, the base of every link. Required.
    Optional<URI> publicUrl();

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
        String interval();
    }
}
