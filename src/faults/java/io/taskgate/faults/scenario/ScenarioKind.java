package io.taskgate.faults.scenario;

import java.util.Random;

/// The kinds of scenarios.
public enum ScenarioKind {
    /// The workflow registers and the worker answers by HTTP.
    PLAIN(38),
    /// The worker answers with a failure.
    FAILURE(8),
    /// The worker's result is large enough for the claim check.
    LARGE(5),
    /// The worker answers by key before the registration.
    EARLY(8),
    /// The worker answers by an event.
    EVENT(9),
    /// The workflow registers by an event.
    REGISTERED_BY_EVENT(6),
    /// Two workers give different answers at the same time.
    RACE(8),
    /// The worker answers after the gateway's time-out; the workflow's next token receives the answer.
    SILENT(4),
    /// The worker sends heartbeats, then answers.
    BEATING(6),
    /// The workflow fails the task before the answer; its next token receives the answer.
    LOST(8),
    /// The workflow registers its tokens in reverse order. Only for a [io.taskgate.faults.GuardExperiment].
    REORDERED(0),
    /// The worker sends one heartbeat at the time of the time-out. Only for a
    /// [io.taskgate.faults.GuardExperiment].
    LAST_BEAT(0);

    private static final int ALL = 100;

    private final int share;

    /// Creates a kind.
    ///
    /// @param share the percentage of all scenarios
    ScenarioKind(int share) {
        this.share = share;
    }

    public static ScenarioKind any(Random random) {
        int number = random.nextInt(ALL);
        for (ScenarioKind kind : values()) {
            number -= kind.share;
            if (number < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("The shares must add up to " + ALL + ".");
    }
}
