package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/// What the gateway is called, and its secrets.
@ConfigMapping(prefix = "taskgate")
interface GatewayConfig {

    /// Whose callbacks these are: part of every callback id.
    @WithDefault("default")
    String tenant();

    /// Where workers reach this gateway: the start of every link. Required.
    Optional<URI> publicUrl();

    /// Signs the workers' links.
    Links links();

    /// Seals the task tokens in the ledger.
    Vault vault();

    /// For tests only: the step after which the process kills itself. Refused in Kubernetes.
    Optional<String> failPoint();

    /// Derives callback ids.
    Ids ids();

    /// The sweep over what is due.
    Sweep sweep();

    /// Callback ids.
    interface Ids {
        /// The secret that callback ids are derived with: 32 bytes in base64, or `kms:` and the base64 of their
        /// KMS ciphertext. The only key of the vault where it is not set; required where the vault has several,
        /// because ids must stay the same when a key of the vault goes: set it to the key that was the vault's
        /// first. It does not rotate.
        Optional<String> key();
    }

    /// Links.
    interface Links {
        /// Secrets by id: 32 bytes or more in base64, or `kms:` and the base64 of their KMS ciphertext.
        Map<String, String> keys();

        /// The id of the key that signs; needed where there are several.
        Optional<String> activeKey();

        /// How long a link lives where its callback has no deadline.
        @WithDefault("30d")
        Duration lifetime();

        /// Lets links be `http` outside loopback: their signatures, and the task tokens of the same port, can
        /// then be read on
        /// the way. For networks that encrypt by themselves, such as a service mesh.
        @WithDefault("false")
        boolean allowPlainHttp();

        /// Whether a link answers only the generation it was made for. By default the link of an earlier token,
        /// whose task was never answered, answers for the newer token of the same work.
        @WithDefault("false")
        boolean strict();
    }

    /// The vault.
    interface Vault {
        /// Secrets by id: exactly 32 bytes in base64, or `kms:` and the base64 of their KMS ciphertext.
        Map<String, String> keys();

        /// The id of the key that seals; needed where there are several.
        Optional<String> activeKey();

        /// When each key was made, by its id, as in `2026-11-24`: shown as `taskgate_vault_key_age_seconds`.
        Map<String, LocalDate> created();
    }

    /// The sweep.
    interface Sweep {
        /// How often what is due is looked for.
        @WithDefault("1s")
        String interval();
    }
}
