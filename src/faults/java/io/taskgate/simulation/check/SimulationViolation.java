package io.taskgate.simulation.check;

/// What a run showed that it must not.
///
/// @param subject the key or token that it is about: the log's lines with it are its story
public record SimulationViolation(SimulationInvariant rule, String subject, String what) {}
