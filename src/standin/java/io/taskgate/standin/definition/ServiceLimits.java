package io.taskgate.standin.definition;

import java.time.Duration;

/// The service limits of `aws-contract.md`, in bytes or characters as AWS counts each.
public final class ServiceLimits {

    /// The limit of the input, output and result of a state, and of `SendTaskSuccess.output`: UTF-8 bytes.
    public static final int STATE_BYTES = 262_144;

    public static final int DEFINITION_CHARACTERS = 1_048_576;
    public static final int TOKEN_CHARACTERS = 2_048;
    public static final int ERROR_CHARACTERS = 256;
    public static final int CAUSE_CHARACTERS = 32_768;
    static final int EXECUTION_NAME_CHARACTERS = 80;

    /// The last event is reserved for the end of the execution.
    public static final int HISTORY_EVENTS = 25_000;

    /// The maximum duration of an Express execution.
    public static final Duration EXPRESS = Duration.ofMinutes(5);

    /// The time in which an execution can be redriven after its end.
    public static final Duration REDRIVE = Duration.ofDays(14);

    public static final int EVENT_ENTRIES = 10;

    /// The default limit of a PutEvents call. From the API model; the announced 1 MB is not in the model of
    /// every region.
    public static final int EVENT_BYTES = 262_144;

    /// Per rule.
    public static final int TARGETS = 5;

    public static final int TRANSFORMER_VARIABLES = 100;
    public static final int TEMPLATE_CHARACTERS = 8_192;

    /// After the first attempt; also the default.
    public static final int DELIVERY_RETRIES = 185;

    /// The maximum age of an event: a day. Also the default.
    public static final int DELIVERY_SECONDS = 86_400;

    /// The default number of calls to an API destination per second.
    public static final int DESTINATION_RATE = 300;

    private ServiceLimits() {}
}
