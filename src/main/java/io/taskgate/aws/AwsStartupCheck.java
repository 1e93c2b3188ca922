package io.taskgate.aws;

import io.taskgate.aws.dynamodb.LedgerTable;
import jakarta.inject.Singleton;
import java.util.List;

/// What has to be there in AWS before the gateway can serve. Only what is surely wrong stops the start: an AWS
/// that does not answer is waited for while running.
@Singleton
public final class AwsStartupCheck {

    /// How often a DynamoDB is asked that does not answer, before the start goes on without.
    private static final int TRIES = 3;

    private final LedgerTable table;
    private final ValidatedAwsConfig policies;

    /// Once it was there it is not made again: a table that is lost while the gateway runs is lost with what it
    /// held.
    private volatile boolean wasThere;

    public AwsStartupCheck(LedgerTable table, ValidatedAwsConfig policies) {
        this.table = table;
        this.policies = policies;
    }

    /// A line for each setting that is wrong. Asks nothing of AWS.
    public List<String> wrongSettings() {
        return policies.problems();
    }

    /// A line for each thing that is missing in AWS.
    public List<String> missing() {
        LedgerTable.Presence presence = presence();
        for (int tries = 1; presence == LedgerTable.Presence.UNKNOWN && tries < TRIES; tries++) {
            presence = presence();
        }
        return presence == LedgerTable.Presence.MISSING
                ? List.of("taskgate.aws.ledger.table: there is no table \"" + table.name()
                        + "\" in this account and region: create it (docs/ledger.md), or correct the name")
                : List.of();
    }

    /// Whether the ledger answers now. Where the table may be made it is, if the start found no DynamoDB.
    public boolean isReady() {
        return presence() == LedgerTable.Presence.THERE;
    }

    private LedgerTable.Presence presence() {
        LedgerTable.Presence presence = wasThere ? table.presence() : table.ensure();
        wasThere = wasThere || presence == LedgerTable.Presence.THERE;
        return presence;
    }
}
