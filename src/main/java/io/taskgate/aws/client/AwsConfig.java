package io.taskgate.aws.client;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.taskgate.payload.ByteSize;
import java.util.Optional;

/// Settings of the AWS resources. Those of the clients are `quarkus.<service>`.
public interface AwsConfig {

    /// DynamoDB, the ledger.
    Ledger ledger();

    /// S3, the claim check.
    PayloadStoreConfig payloads();

    /// EventBridge.
    Events events();

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

    /// The KMS key (ID or ARN) of encrypted secrets (`kms:…`, `${kms::…}`). A ciphertext of another key is rejected.
    /// Default: any key that the role of the gateway can decrypt with.
    Optional<String> kmsKeyId();
}
