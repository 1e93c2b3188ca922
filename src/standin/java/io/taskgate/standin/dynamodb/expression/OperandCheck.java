package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.expression.ExpressionProblems.Kind;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.ValueOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks the operands of a condition's operators and functions, as far as the expression alone determines
/// them.
final class OperandCheck {

    private static final Map<String, Integer> FUNCTIONS = Map.of(
            "attribute_exists", 1,
            "attribute_not_exists", 1,
            "attribute_type", 2,
            "begins_with", 2,
            "contains", 2,
            "size", 1);
    private static final Set<String> OF_UPDATES = Set.of("if_not_exists", "list_append");
    private static final Set<String> TYPES = Set.of("S", "N", "B", "NULL", "SS", "BOOL", "L", "BS", "NS", "M");
    private static final Set<String> ORDERED = Set.of("S", "N", "B");
    private static final int MAX_CANDIDATES = 100;

    private final ExpressionProblems problems;

    OperandCheck(ExpressionProblems problems) {
        this.problems = problems;
    }

    void comparison(String operator, Operand left, Operand right) {
        operand(left);
        operand(right);
        distinct(operator, left, List.of(right));
        if (!operator.equals("=") && !operator.equals("<>")) {
            ordered(operator, left);
            ordered(operator, right);
        }
    }

    void between(Operand operand, Operand lower, Operand upper) {
        List.of(operand, lower, upper).forEach(this::operand);
        distinct("BETWEEN", operand, List.of(lower, upper));
        List.of(operand, lower, upper).forEach(each -> ordered("BETWEEN", each));
        if (lower instanceof Operand.Constant(DynamoValue from) && upper instanceof Operand.Constant(DynamoValue to)) {
            String bounds = "; lower bound operand: AttributeValue: {" + from.type() + ":" + from.shown()
                    + "}, upper bound operand: AttributeValue: {" + to.type() + ":" + to.shown() + "}";
            if (!from.type().equals(to.type())) {
                problems.add(
                        Kind.TYPE, "The BETWEEN operator requires same data type for lower and upper bounds" + bounds);
            } else if (ValueOrder.isOrdered(from) && ValueOrder.compare(from, to) > 0) {
                problems.add(
                        Kind.TYPE,
                        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound"
                                + bounds);
            }
        }
    }

    void in(Operand operand, List<Operand> candidates) {
        operand(operand);
        candidates.forEach(this::operand);
        distinct("IN", operand, candidates);
        if (candidates.size() > MAX_CANDIDATES) {
            problems.add(
                    Kind.OPERANDS,
                    "The IN operator is provided with too many operands; number of operands: " + candidates.size());
        }
    }

    /// Checks a function that is a condition itself.
    void test(String name, List<Operand> arguments) {
        if (name.equals("size")) {
            misused(name);
        }
        function(name, arguments);
    }

    /// Checks an operand of an operator: `size` is the only function with a value.
    private void operand(Operand operand) {
        if (operand instanceof Operand.Call(String name, List<Operand> arguments)) {
            if (!name.equals("size") && FUNCTIONS.containsKey(name)) {
                misused(name);
            }
            function(name, arguments);
        }
    }

    private void misused(String name) {
        problems.add(
                Kind.MISUSED_FUNCTION,
                "The function is not allowed to be used this way in an expression; function: " + name);
    }

    private void function(String name, List<Operand> arguments) {
        if (OF_UPDATES.contains(name)) {
            problems.add(
                    Kind.UNKNOWN_FUNCTION, "The function is not allowed in a condition expression; function: " + name);
            return;
        }
        Integer operands = FUNCTIONS.get(name);
        if (operands == null) {
            problems.add(Kind.UNKNOWN_FUNCTION, "Invalid function name; function: " + name);
            return;
        }
        arguments.forEach(this::operand);
        if (operands != arguments.size()) {
            problems.add(Kind.OPERANDS, wrongCount(name, arguments.size()));
            return;
        }
        distinct(name, arguments.getFirst(), arguments.subList(1, arguments.size()));
        switch (name) {
            case "attribute_exists", "attribute_not_exists" -> path(name, arguments.getFirst());
            case "attribute_type" -> {
                path(name, arguments.getFirst());
                attributeType(arguments.get(1));
            }
            case "begins_with" ->
                arguments.forEach(argument -> type(argument)
                        .filter(type -> !type.equals("S") && !type.equals("B"))
                        .ifPresent(type -> wrongType(name, type)));
            case "size" ->
                type(arguments.getFirst())
                        .filter(Set.of("N", "BOOL", "NULL")::contains)
                        .ifPresent(type -> wrongType(name, type));
            default -> {}
        }
    }

    static String wrongCount(String name, int operands) {
        return "Incorrect number of operands for operator or function; operator or function: " + name
                + ", number of operands: " + operands;
    }

    private void path(String name, Operand operand) {
        if (!(operand instanceof Operand.Path)) {
            problems.add(Kind.TYPE, "Operator or function requires a document path; operator or function: " + name);
        }
    }

    private void attributeType(Operand operand) {
        String type = type(operand).orElse("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
        if (!type.equals("S")) {
            wrongType("attribute_type", type);
        } else if (operand instanceof Operand.Constant(DynamoValue.Text(String named)) && !TYPES.contains(named)) {
            problems.add(
                    Kind.TYPE,
                    "Invalid attribute type name found; type: " + named
                            + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        }
    }

    private void ordered(String operator, Operand operand) {
        type(operand).filter(type -> !ORDERED.contains(type)).ifPresent(type -> wrongType(operator, type));
    }

    private void wrongType(String name, String type) {
        problems.add(Kind.TYPE, wrongType("operator or function: " + name, type, ""));
    }

    static String wrongType(String operator, String type, String more) {
        return "Incorrect operand type for operator or function; " + operator + ", operand type: " + type + more;
    }

    /// Returns the type of a constant or of `size`; the type of a path is not known here.
    private static Optional<String> type(Operand operand) {
        return switch (operand) {
            case Operand.Constant(DynamoValue value) -> Optional.of(value.type());
            case Operand.Call(String name, List<Operand> _) when name.equals("size") -> Optional.of("N");
            case Operand.Call _, Operand.Path _, Operand.Undefined _, Operand.Arithmetic _ -> Optional.empty();
        };
    }

    private void distinct(String operator, Operand first, List<Operand> others) {
        if (first instanceof Operand.Path(DocumentPath path) && new ArrayList<>(others).contains(first)) {
            problems.add(
                    Kind.DISTINCT,
                    "The first operand must be distinct from the remaining operands for this operator or function;"
                            + " operator: " + operator + ", first operand: " + path);
        }
    }
}
