package io.taskgate.faults.scenario;

import java.util.Random;

/// The kinds of scenarios.
public enum ScenarioKind {
    /// Registered and answered by HTTP.
    PLAIN(38),
    /// Answered with a failure.
    FAILURE(8),
    /// The result is checked in.
    LARGE(5),
    /// Answered by key before anybody registers.
    EARLY(8),
    /// Answered by an event.
    EVENT(9),
    /// Registered by an event.
    REGISTERED_BY_EVENT(6),
    /// Two workers give different answers at once.
    RACE(8),
    /// Answered after the gateway timed it out; the workflow's next token takes the answer.
    SILENT(4),
    /// Beats its heart, then answers.
    BEATING(6),
    /// The workflow gives the task up before the answer; its next token takes the answer.
    LOST(8),
    /// The token that was issued first is registered last. Only in a [io.taskgate.faults.GuardExperiment].
    REORDERED(0),
    /// Beats its heart once, when the time-out is due. Only in a [io.taskgate.faults.GuardExperiment].
    LAST_BEAT(0);

    private static final int ALL = 100;

    private final int share;

    /// Creates a kind.
    ///
    /// @param share the percentage of all scenarios
    ScenarioKind(int share) {
        this.share = share;
    }

    public static ScenarioKind any(Random dice) {
        int thrown = dice.nextInt(ALL);
        for (ScenarioKind kind : values()) {
            thrown -= kind.share;
            if (thrown < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares make " + ALL);
    }
}
