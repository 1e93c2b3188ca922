package io.taskgate.route;

import java.time.Duration;

/// Polls the status of work at a service that can't call back.
///
/// @param status  the status page
/// @param interval the interval between two polls
/// @param maxInterval the maximum interval while the service does not answer
/// @param mapping the mapping of the page
public record StatusProbe(WorkRequestTemplate status, Duration interval, Duration maxInterval, OutcomeMapping mapping) {

    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    /// The interval doubles with each failure, up to this multiple of [#interval].
    public static final int DEFAULT_GROWTH = 8;
}
