package io.taskgate.aws.dynamodb;

/// The names of the ledger item's attributes. `docs/ledger.md` says what each holds.
final class AttributeNames {

    static final String ID = "id";
    static final String TENANT = "tenant";
    static final String PRINCIPAL = "ownerPrincipal";
    static final String MACHINE = "ownerMachine";
    static final String SERVICE = "service";
    static final String OPERATION = "operation";
    static final String KEY = "correlationKey";
    static final String STATE = "state";
    static final String GENERATION = "generation";
    static final String ORDER = "tokenOrder";
    static final String TASK = "task";
    static final String DISPATCH = "dispatch";
    static final String REQUEST = "request";
    static final String BEAT_AT = "beatAt";
    static final String BEAT_DEADLINE = "beatDeadline";
    static final String BEATS = "beats";
    static final String PROGRESS = "progress";
    static final String OUTCOME = "outcome";
    static final String OPERATION_ID = "operationId";
    static final String FENCE = "fence";
    static final String HELD = "held";
    static final String DOUBT = "doubt";
    static final String LATE = "late";
    static final String PAST = "past";
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
