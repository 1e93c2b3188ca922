package io.taskgate.standin.dynamodb.expression;

import java.util.List;

/// A condition as a tree.
sealed interface Condition {

    record And(Condition left, Condition right) implements Condition {}

    record Or(Condition left, Condition right) implements Condition {}

    record Not(Condition negated) implements Condition {}

    /// @param operator `=`, `<>`, `<`, `<=`, `>` or `>=`
    record Comparison(String operator, Operand left, Operand right) implements Condition {}

    record Between(Operand operand, Operand lower, Operand upper) implements Condition {}

    record In(Operand operand, List<Operand> candidates) implements Condition {}

    /// A function with a Boolean result.
    record Test(String name, List<Operand> arguments) implements Condition {}
}
