package io.taskgate.faults.check;

/// One breach of a rule.
///
/// @param key of the play, or what else it is about
public record Violation(Invariant rule, String key, String detail) {}
