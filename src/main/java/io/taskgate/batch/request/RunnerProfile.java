package io.taskgate.batch.request;

/// The profile of a runner, for the planner.
///
/// @param states the number of states for one item
/// @param seconds the duration of one runner
public record RunnerProfile(int states, double seconds) {

    public static final RunnerProfile DEFAULT = new RunnerProfile(1, 1);
}
