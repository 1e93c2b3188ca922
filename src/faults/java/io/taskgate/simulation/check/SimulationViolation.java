package io.taskgate.simulation.check;

/// A violation of an invariant in a run.
///
/// @param subject the key or token, which also selects the log lines of the trace
public record SimulationViolation(SimulationInvariant rule, String subject, String what) {}
