package io.taskgate.aws.dynamodb;

/// The attribute names of the ledger item, documented in `docs/ledger.md`. They are short because every write is
/// billed by the size of the item, names included.
final class AttributeNames {

    static final String ID = "id";
    static final String TENANT = "tn";
    static final String PRINCIPAL = "ow";
    static final String STATE_MACHINE = "om";
    static final String SERVICE = "sv";
    static final String OPERATION = "op";
    static final String KEY = "ck";
    static final String STATE = "st";
    static final String GENERATION = "g";
    static final String ORDER = "o";
    static final String TASK = "t";
    static final String DISPATCH = "d";
    static final String REQUEST = "rq";
    static final String LAST_HEARTBEAT_AT = "ha";
    static final String HEARTBEAT_DEADLINE = "hd";
    static final String HEARTBEAT_COUNT = "hc";
    static final String PROGRESS = "hp";
    static final String OUTCOME = "oc";

    /// The ID of the attempt that wrote an outcome, in the map of the outcome.
    static final String OPERATION_ID = "i";

    static final String FENCE = "f";
    static final String LEASE_HELD = "lh";
    static final String AMBIGUOUS = "am";
    static final String LATE_ANSWER = "la";
    static final String PAST_GENERATIONS = "pg";
    static final String HISTORY = "h";
    static final String DUE = "due";
    static final String DUE_SHARD = "p";
    static final String EXECUTION = "x";
    static final String REASON = "rs";
    static final String CHANGED_AT = "at";
    static final String REVOKED_LINKS = "rl";
    static final String HOLDER = "holder";
    static final String VERSION = "version";
    static final String EXPIRY = "exp";

    /// The version of the item's layout ([CallbackItemMapper#VERSION]).
    static final String LAYOUT = "v";

    private AttributeNames() {}
}
