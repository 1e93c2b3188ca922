package io.taskgate.aws;

import jakarta.inject.Singleton;
import java.util.List;

/// What has to be there in AWS before the gateway can serve. Only what is surely wrong stops the start: an AWS that
/// does not answer is waited for while running.
@Singleton
public final class AwsStart {

    private final DynamoTable table;
    private final AwsPolicies policies;

    AwsStart(DynamoTable table, AwsPolicies policies) {
        this.table = table;
        this.policies = policies;
    }

    /// A line for each setting that is wrong. Asks nothing of AWS.
    public List<String> wrongSettings() {
        return policies.problems();
    }

    /// A line for each thing that is missing in AWS.
    public List<String> missing() {
        return table.ensure() == DynamoTable.Presence.MISSING
                ? List.of("taskgate.aws.ledger.table: there is no table \"" + table.name()
                        + "\" in this account and region: create it (docs/ledger.md), or correct the name")
                : List.of();
    }

    /// Whether the ledger answers now.
    public boolean isReady() {
        return table.presence() == DynamoTable.Presence.THERE;
    }
}
