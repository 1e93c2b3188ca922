package io.taskgate.aws.dynamodb;

/// The attribute names of the ledger item, documented in `docs/ledger.md`.
final class AttributeNames {

    static final String ID = "id";
    static final String TENANT = "tenant";
    static final String PRINCIPAL = "ownerPrincipal";
    static final String STATE_MACHINE = "ownerStateMachine";
    static final String SERVICE = "service";
    static final String OPERATION = "operation";
    static final String KEY = "correlationKey";
    static final String STATE = "state";
    static final String GENERATION = "generation";
    static final String ORDER = "tokenOrder";
    static final String TASK = "task";
    static final String DISPATCH = "dispatch";
    static final String REQUEST = "request";
    static final String LAST_HEARTBEAT_AT = "lastHeartbeatAt";
    static final String HEARTBEAT_DEADLINE = "heartbeatDeadline";
    static final String HEARTBEAT_COUNT = "heartbeatCount";
    static final String PROGRESS = "progress";
    static final String OUTCOME = "outcome";
    static final String OPERATION_ID = "operationId";
    static final String FENCE = "fence";
    static final String LEASE_HELD = "leaseHeld";
    static final String AMBIGUOUS = "ambiguous";
    static final String LATE_ANSWER = "lateAnswer";
    static final String PAST_GENERATIONS = "pastGenerations";
    static final String HISTORY = "history";
    static final String DUE = "due";
    static final String DUE_SHARD = "dueShard";
    static final String EXECUTION = "execution";
    static final String REASON = "reason";
    static final String CHANGED_AT = "changedAt";
    static final String REVOKED_LINKS = "revokedLinks";
    static final String HOLDER = "holder";
    static final String VERSION = "version";
    static final String EXPIRY = "expiresAt";

    private AttributeNames() {}
}
