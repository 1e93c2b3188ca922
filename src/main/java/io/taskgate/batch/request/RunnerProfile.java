package io.taskgate.batch.request;

/// What the planner is told of a runner.
///
/// @param states  how many states one item passes
/// @param seconds how long one batch takes
public record RunnerProfile(int states, double seconds) {

    public static final RunnerProfile DEFAULT = new RunnerProfile(1, 1);
}
