package io.taskgate.standin.definition;

import java.time.Duration;

/// The numbers of `aws-contract.md`, in bytes or characters as AWS counts each.
public final class ServiceLimits {

    /// A state's input, output, result, and `SendTaskSuccess.output`: UTF-8 bytes.
    public static final int STATE_BYTES = 262_144;

    public static final int TOKEN_CHARACTERS = 2_048;
    public static final int ERROR_CHARACTERS = 256;
    public static final int CAUSE_CHARACTERS = 32_768;
    static final int EXECUTION_NAME_CHARACTERS = 80;

    /// The last event is kept for saying why the execution ended.
    public static final int HISTORY_EVENTS = 25_000;

    /// How long an Express execution may run.
    public static final Duration EXPRESS = Duration.ofMinutes(5);

    /// How long after its end an execution can be redriven.
    public static final Duration REDRIVE = Duration.ofDays(14);

    public static final int EVENT_ENTRIES = 10;

    /// The whole PutEvents call, where nothing else is configured. The API model's number; the announced 1 MB
    /// is not in
    /// every region's model.
    public static final int EVENT_BYTES = 262_144;

    /// On one rule.
    public static final int TARGETS = 5;

    public static final int TRANSFORMER_VARIABLES = 100;
    public static final int TEMPLATE_CHARACTERS = 8_192;

    /// After the first try; the default too.
    public static final int DELIVERY_RETRIES = 185;

    /// An event's greatest age: a day. The default too.
    public static final int DELIVERY_SECONDS = 86_400;

    /// Calls to an API destination in a second, where none is set.
    public static final int DESTINATION_RATE = 300;

    private ServiceLimits() {}
}
