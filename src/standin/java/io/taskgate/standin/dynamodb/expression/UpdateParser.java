package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.expression.ExpressionProblems.Kind;
import io.taskgate.standin.dynamodb.expression.ExpressionReader.SyntaxError;
import io.taskgate.standin.dynamodb.expression.UpdateExpression.Action;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Parses update expressions, which have `SET`, `REMOVE`, `ADD` and `DELETE` at most once each.
final class UpdateParser {

    private static final List<String> SECTIONS = List.of("SET", "REMOVE", "ADD", "DELETE");
    private static final Map<String, Integer> FUNCTIONS = Map.of("if_not_exists", 2, "list_append", 2);
    private static final Set<String> OF_CONDITIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size");

    private final ExpressionReader reader;
    private final ExpressionProblems problems;
    private final List<Action> actions = new ArrayList<>();

    UpdateParser(ExpressionReader reader) {
        this.reader = reader;
        this.problems = reader.problems();
    }

    List<Action> parse() {
        try {
            Set<String> seen = new HashSet<>();
            do {
                section(seen);
            } while (reader.peek().kind() != Token.Kind.END);
            PathOverlap.check(actions.stream().map(Action::path).toList(), problems);
            reader.requireSound();
            return actions;
        } catch (SyntaxError error) {
            throw reader.invalid(String.valueOf(error.getMessage()));
        }
    }

    private void section(Set<String> seen) {
        String section =
                SECTIONS.stream().filter(reader::takeKeyword).findFirst().orElseThrow(reader::syntaxError);
        if (!seen.add(section)) {
            problems.add(
                    Kind.SECTION, "The \"" + section + "\" section can only be used once in an update expression;");
        }
        do {
            action(section);
        } while (reader.takeSymbol(","));
    }

    private void action(String section) {
        DocumentPath path = reader.path();
        switch (section) {
            case "SET" -> {
                reader.expect("=");
                Operand value = sum();
                check(value);
                actions.add(new Action.Assign(path, value));
            }
            case "REMOVE" -> actions.add(new Action.Remove(path));
            default -> {
                boolean isAdd = section.equals("ADD");
                if (reader.value() instanceof Operand.Constant(DynamoValue value)) {
                    boolean fits = value.elements().isPresent() || isAdd && value instanceof DynamoValue.Decimal;
                    if (!fits) {
                        problems.add(
                                Kind.TYPE,
                                OperandCheck.wrongType(
                                        "operator: " + section,
                                        value.typeName(),
                                        ", typeSet: ALLOWED_FOR_" + section + "_OPERAND"));
                    }
                    actions.add(isAdd ? new Action.Add(path, value) : new Action.Delete(path, value));
                }
            }
        }
    }

    private Operand sum() {
        int open = reader.position();
        if (reader.takeSymbol("(")) {
            Operand inner = sum();
            int close = reader.position();
            reader.expect(")");
            reader.checkParentheses(open, close);
            return inner instanceof Operand.Arithmetic ? inner : sumOf(inner);
        }
        return sumOf(reader.operand());
    }

    private Operand sumOf(Operand left) {
        for (String sign : List.of("+", "-")) {
            if (reader.takeSymbol(sign)) {
                reader.countOperator();
                return new Operand.Arithmetic(sign, left, reader.operand());
            }
        }
        return left;
    }

    private void check(Operand operand) {
        switch (operand) {
            case Operand.Call(String name, List<Operand> arguments) -> call(name, arguments);
            case Operand.Arithmetic(String sign, Operand left, Operand right) -> {
                check(left);
                check(right);
                requireType(sign, "N", left);
                requireType(sign, "N", right);
            }
            case Operand.Path _, Operand.Constant _, Operand.Undefined _ -> {}
        }
    }

    private void call(String name, List<Operand> arguments) {
        Integer operands = FUNCTIONS.get(name);
        if (operands == null) {
            problems.add(
                    Kind.UNKNOWN_FUNCTION,
                    OF_CONDITIONS.contains(name)
                            ? "The function is not allowed in an update expression; function: " + name
                            : "Invalid function name; function: " + name);
            return;
        }
        if (operands != arguments.size()) {
            problems.add(Kind.OPERANDS, OperandCheck.wrongCount(name, arguments.size()));
            return;
        }
        arguments.forEach(this::check);
        if (name.equals("list_append")) {
            arguments.forEach(argument -> requireType(name, "L", argument));
        } else if (!(arguments.getFirst() instanceof Operand.Path)) {
            problems.add(Kind.TYPE, "Operator or function requires a document path; operator or function: " + name);
        }
    }

    private void requireType(String operator, String type, Operand operand) {
        if (operand instanceof Operand.Constant(DynamoValue value)
                && !value.type().equals(type)) {
            problems.add(Kind.TYPE, OperandCheck.wrongType("operator or function: " + operator, value.type(), ""));
        }
    }
}
