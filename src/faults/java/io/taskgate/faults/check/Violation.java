package io.taskgate.faults.check;

/// A violation of an invariant.
///
/// @param key the scenario's key, or another subject
public record Violation(Invariant rule, String key, String detail) {}
