package io.taskgate.standin.dynamodb.expression;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Collects the first error of each kind in an expression, apart from syntax errors. AWS reports the kinds in a
/// fixed order, independent of their position in the expression.
final class ExpressionProblems {

    /// The kinds in the order in which AWS reports them.
    enum Kind {
        PARENTHESES,
        UNKNOWN_FUNCTION,
        MISUSED_FUNCTION,
        RESERVED_WORD,
        SECTION,
        UNDEFINED,
        OVERLAP,
        OPERANDS,
        DISTINCT,
        TYPE
    }

    private final Map<Kind, String> found = new EnumMap<>(Kind.class);

    void add(Kind kind, String message) {
        found.putIfAbsent(kind, message);
    }

    /// Restores an earlier state when a parser backtracks.
    Map<Kind, String> snapshot() {
        return new EnumMap<>(found);
    }

    void restore(Map<Kind, String> snapshot) {
        found.clear();
        found.putAll(snapshot);
    }

    Optional<String> first() {
        return found.values().stream().findFirst();
    }
}
