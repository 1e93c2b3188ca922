package io.taskgate.aws;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// What has to be there in AWS before the gateway can serve. Only what is surely wrong stops the start: an AWS that
/// does not answer is waited for while running.
@Singleton
public final class AwsStart {

    private final DynamoTable table;
    private final AwsSettings settings;

    AwsStart(DynamoTable table, AwsSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    /// A line for each thing that is missing.
    public List<String> problems() {
        Optional<String> bucket = settings.payloads().bucket().isEmpty()
                ? Optional.of(
                        "taskgate.aws.payloads.bucket: is missing: name the S3 bucket for payloads that are over budget")
                : Optional.empty();
        Optional<String> missing = table.ensure() == DynamoTable.Presence.MISSING
                ? Optional.of("taskgate.aws.ledger.table: there is no table \"" + table.name()
                        + "\" in this account and region: create it (docs/ledger.md), or correct the name")
                : Optional.empty();
        return java.util.stream.Stream.of(bucket, missing)
                .flatMap(Optional::stream)
                .toList();
    }

    /// Whether the ledger answers now.
    public boolean isReady() {
        return table.presence() == DynamoTable.Presence.THERE;
    }
}
