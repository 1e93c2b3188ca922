package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.expression.ExpressionProblems.Kind;
import io.taskgate.standin.dynamodb.expression.ExpressionReader.SyntaxError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Parses condition, filter and key condition expressions: `OR` over `AND` over `NOT` over comparisons and
/// functions.
final class ConditionParser {

    private static final Set<String> COMPARATORS = Set.of("=", "<>", "<", "<=", ">", ">=");

    private final ExpressionReader reader;
    private final OperandCheck check;

    ConditionParser(ExpressionReader reader) {
        this.reader = reader;
        this.check = new OperandCheck(reader.problems());
    }

    Condition parse() {
        try {
            Condition condition = or();
            reader.requireEnd();
            reader.requireSound();
            return condition;
        } catch (SyntaxError error) {
            throw reader.invalid(String.valueOf(error.getMessage()));
        }
    }

    private Condition or() {
        Condition left = and();
        while (reader.takeKeyword("OR")) {
            reader.countOperator();
            left = new Condition.Or(left, and());
        }
        return left;
    }

    private Condition and() {
        Condition left = not();
        while (reader.takeKeyword("AND")) {
            reader.countOperator();
            left = new Condition.And(left, not());
        }
        return left;
    }

    private Condition not() {
        if (!reader.takeKeyword("NOT")) {
            return primary();
        }
        reader.countOperator();
        return new Condition.Not(not());
    }

    /// A parenthesis may begin a condition or an operand. The error comes from the alternative that parsed
    /// more tokens.
    private Condition primary() {
        if (!reader.peek().isSymbol("(")) {
            return comparison();
        }
        int open = reader.position();
        int paths = reader.paths().size();
        int operators = reader.operators();
        Map<Kind, String> problems = reader.problems().snapshot();
        SyntaxError first;
        try {
            reader.take();
            Condition inner = or();
            int close = reader.position();
            reader.expect(")");
            if (!isOperandsEnd()) {
                reader.checkParentheses(open, close);
                return inner;
            }
            first = new SyntaxError("", -1);
        } catch (SyntaxError error) {
            first = error;
        }
        reader.back(open);
        reader.operators(operators);
        reader.problems().restore(problems);
        reader.paths().subList(paths, reader.paths().size()).clear();
        try {
            return comparison();
        } catch (SyntaxError second) {
            throw second.position() > first.position() ? second : first;
        }
    }

    private boolean isOperandsEnd() {
        Token next = reader.peek();
        return COMPARATORS.contains(next.text()) || next.isKeyword("BETWEEN") || next.isKeyword("IN");
    }

    private Condition comparison() {
        Operand left = reader.operand();
        Token next = reader.peek();
        if (next.kind() == Token.Kind.SYMBOL && COMPARATORS.contains(next.text())) {
            reader.take();
            reader.countOperator();
            Operand right = reader.operand();
            check.comparison(next.text(), left, right);
            return new Condition.Comparison(next.text(), left, right);
        }
        if (reader.takeKeyword("BETWEEN")) {
            reader.countOperator();
            Operand lower = reader.operand();
            if (!reader.takeKeyword("AND")) {
                throw reader.syntaxError();
            }
            Operand upper = reader.operand();
            check.between(left, lower, upper);
            return new Condition.Between(left, lower, upper);
        }
        if (reader.takeKeyword("IN")) {
            reader.countOperator();
            List<Operand> candidates = new ArrayList<>(reader.arguments());
            check.in(left, candidates);
            return new Condition.In(left, candidates);
        }
        if (left instanceof Operand.Call(String name, List<Operand> arguments)) {
            check.test(name, arguments);
            return new Condition.Test(name, arguments);
        }
        throw reader.syntaxError();
    }
}
