package io.taskgate.aws.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.util.Optional;

/// Where taskgate's AWS resources are.
@ConfigMapping(prefix = "taskgate.aws")
public interface AwsConfig {

    /// DynamoDB, the records.
    Ledger ledger();

    /// S3, the claim check.
    PayloadStoreConfig payloads();

    /// EventBridge.
    Events events();

    /// The HTTP client under the SDK of Step Functions and EventBridge, DynamoDB, S3 and SQS.
    @WithDefault("apache5")
    HttpClient httpClient();

    /// The HTTP clients that can be chosen.
    enum HttpClient {
        APACHE5,
        URL_CONNECTION
    }

    /// DynamoDB.
    interface Ledger {
        /// The table's name.
        @WithDefault("taskgate-callbacks")
        String table();

        /// Whether the application creates the table. For development and tests: production's comes with the
        /// stack.
        @WithDefault("false")
        boolean createTable();
    }

    /// EventBridge.
    interface Events {
        /// The largest entry that PutEvents takes, in bytes: 256 KB by the API model, 1 MB by the announcement
        /// of 2026-01.
        @WithName("max-entry-size")
        @WithDefault("256KiB")
        String maxEntrySize();
    }

    /// The region of Step Functions, EventBridge, KMS and Secrets Manager; by default as the SDK finds it
    /// (`AWS_REGION`, the profile, the pod).
    Optional<String> region();

    /// Fixed credentials for Step Functions, EventBridge, KMS and Secrets Manager; by default as the SDK finds
    /// them. For laptops.
    Optional<Credentials> credentials();

    /// A key pair.
    interface Credentials {
        /// The access key's id.
        String accessKeyId();

        /// The secret access key. For laptops: elsewhere a role gives both.
        String secretAccessKey();
    }

    /// Where Step Functions is; by default as the SDK finds it (`AWS_ENDPOINT_URL_SFN`, `AWS_ENDPOINT_URL`).
    Optional<URI> sfnEndpointOverride();

    /// Where EventBridge is; by default as the SDK finds it.
    Optional<URI> eventbridgeEndpointOverride();

    /// The KMS key (id or ARN) that secrets given as `kms:…` are encrypted under: a ciphertext of another key
    /// is refused. By default any key that the gateway's role may decrypt with.
    Optional<String> kmsKeyId();

    /// Where KMS is; by default as the SDK finds it.
    Optional<URI> kmsEndpointOverride();

    /// Where Secrets Manager is; by default as the SDK finds it.
    Optional<URI> secretsmanagerEndpointOverride();
}
