package io.taskgate.aws.client;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.taskgate.payload.ByteSize;
import java.net.URI;
import java.util.Optional;

/// Settings of the AWS resources.
public interface AwsConfig {

    /// DynamoDB, the ledger.
    Ledger ledger();

    /// S3, the claim check.
    PayloadStoreConfig payloads();

    /// EventBridge.
    Events events();

    /// The HTTP client of the SDK for Step Functions, EventBridge, DynamoDB, S3 and SQS.
    @WithDefault("apache5")
    HttpClient httpClient();

    /// The supported HTTP clients.
    enum HttpClient {
        APACHE5,
        URL_CONNECTION
    }

    /// DynamoDB.
    interface Ledger {
        /// The table name.
        @WithDefault("taskgate-callbacks")
        String table();

        /// Whether the application creates the table. For development and tests; in production the stack
        /// creates it.
        @WithDefault("false")
        boolean createTable();
    }

    /// EventBridge.
    interface Events {
        /// The maximum size of a PutEvents entry in bytes: 256 KB by the API model, 1 MB by the announcement
        /// of 2026-01.
        @WithName("max-entry-size")
        @WithDefault("256KiB")
        ByteSize maxEntrySize();
    }

    /// The region of Step Functions, EventBridge, KMS and Secrets Manager. Default: the region of the SDK
    /// (`AWS_REGION`, the profile, the pod).
    Optional<String> region();

    /// Static credentials for Step Functions, EventBridge, KMS and Secrets Manager, for development. Default:
    /// the credentials of the SDK.
    Optional<Credentials> credentials();

    /// An access key.
    interface Credentials {
        /// The access key ID.
        String accessKeyId();

        /// The secret access key. For development; in production use a role.
        String secretAccessKey();
    }

    /// The endpoint of Step Functions. Default: the endpoint of the SDK (`AWS_ENDPOINT_URL_SFN`,
    /// `AWS_ENDPOINT_URL`).
    Optional<URI> sfnEndpointOverride();

    /// The endpoint of EventBridge. Default: the endpoint of the SDK.
    Optional<URI> eventbridgeEndpointOverride();

    /// The KMS key (ID or ARN) of secrets given as `kms:…`. A ciphertext of another key is rejected. Default:
    /// any key that the role of the gateway can decrypt with.
    Optional<String> kmsKeyId();

    /// The endpoint of KMS. Default: the endpoint of the SDK.
    Optional<URI> kmsEndpointOverride();

    /// The endpoint of Secrets Manager. Default: the endpoint of the SDK.
    Optional<URI> secretsmanagerEndpointOverride();
}
