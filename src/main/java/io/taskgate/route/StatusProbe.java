package io.taskgate.route;

import java.time.Duration;

/// How a service that can't call back is asked how its work stands.
///
/// @param status      its status page
/// @param interval    the pause between two looks
/// @param maxInterval what the pause grows to while the service does not answer
/// @param reading     how the page is read
public record StatusProbe(WorkRequestTemplate status, Duration interval, Duration maxInterval, OutcomeMapping reading) {

    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    /// The pause doubles with each failure, up to this many times of [#interval].
    public static final int DEFAULT_GROWTH = 8;
}
