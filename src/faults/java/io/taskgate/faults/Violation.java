package io.taskgate.faults;

/// One breach of a rule.
///
/// @param key of the play, or what else it is about
record Violation(Rule rule, String key, String detail) {}
