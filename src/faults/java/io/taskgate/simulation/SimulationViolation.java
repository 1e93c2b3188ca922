package io.taskgate.simulation;

/// What a run showed that it must not.
///
/// @param subject the key or token that it is about: the log's lines with it are its story
record SimulationViolation(SimulationRule rule, String subject, String what) {}
