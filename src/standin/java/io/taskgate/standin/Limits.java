package io.taskgate.standin;

/// The numbers of `aws-contract.md`, in bytes or characters as AWS counts each.
final class Limits {

    /// A state's input, output, result, and `SendTaskSuccess.output`: UTF-8 bytes.
    static final int STATE_BYTES = 262_144;

    static final int TOKEN_CHARACTERS = 2_048;
    static final int ERROR_CHARACTERS = 256;
    static final int CAUSE_CHARACTERS = 32_768;
    static final int EXECUTION_NAME_CHARACTERS = 80;

    /// The last event is kept for saying why the execution ended.
    static final int HISTORY_EVENTS = 25_000;

    static final int EVENT_ENTRIES = 10;

    /// The whole PutEvents call. The API model's number; the announced 1 MB is not in every region's model.
    static final int EVENT_BYTES = 262_144;

    private Limits() {}
}
