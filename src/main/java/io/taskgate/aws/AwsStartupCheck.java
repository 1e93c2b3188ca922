package io.taskgate.aws;

import io.taskgate.aws.dynamodb.LedgerTable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// Checks the AWS resources that the gateway needs. Only definite errors prevent the start: the gateway
/// starts without an AWS service that does not respond, and waits for it.
@Singleton
public final class AwsStartupCheck {

    /// The number of attempts to reach DynamoDB before the gateway starts without it.
    private static final int TRIES = 3;

    private final LedgerTable table;
    private final ValidatedAwsConfig policies;
    private final MissingResourceFinder resources;

    /// A table that existed is not created again: if it is lost while the gateway runs, its content is lost.
    private volatile boolean wasThere;

    public AwsStartupCheck(LedgerTable table, ValidatedAwsConfig policies, MissingResourceFinder resources) {
        this.table = table;
        this.policies = policies;
        this.resources = resources;
    }

    /// Returns one line for each invalid setting. Does not call AWS.
    public List<String> wrongSettings() {
        return policies.problems();
    }

    /// Returns one line for each missing AWS resource.
    public List<String> missing() {
        List<String> missing = new ArrayList<>(resources.missing());
        if (isTableMissing()) {
            missing.addFirst("taskgate.aws.ledger.table: The table \"" + table.name()
                    + "\" does not exist in this account and region. Create it (docs/ledger.md), or"
                    + " correct the name.");
        }
        return missing;
    }

    private boolean isTableMissing() {
        LedgerTable.Presence presence = presence();
        for (int tries = 1; presence == LedgerTable.Presence.UNKNOWN && tries < TRIES; tries++) {
            presence = presence();
        }
        return presence == LedgerTable.Presence.MISSING;
    }

    /// Returns whether the ledger responds. Creates the table, if that is allowed and DynamoDB did not
    /// respond at the start.
    public boolean isReady() {
        return presence() == LedgerTable.Presence.THERE;
    }

    private LedgerTable.Presence presence() {
        LedgerTable.Presence presence = wasThere ? table.presence() : table.ensure();
        wasThere = wasThere || presence == LedgerTable.Presence.THERE;
        return presence;
    }
}
