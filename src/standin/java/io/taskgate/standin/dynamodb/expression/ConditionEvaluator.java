package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.ValueOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Evaluates a condition on an item. Values of different types are unequal and have no order; a missing value is
/// unequal to any value.
final class ConditionEvaluator {

    private final Map<String, DynamoValue> item;

    ConditionEvaluator(Map<String, DynamoValue> item) {
        this.item = item;
    }

    boolean holds(Condition condition) {
        return switch (condition) {
            case Condition.And(Condition left, Condition right) -> holds(left) && holds(right);
            case Condition.Or(Condition left, Condition right) -> holds(left) || holds(right);
            case Condition.Not(Condition negated) -> !holds(negated);
            case Condition.Comparison(String operator, Operand left, Operand right) ->
                compares(operator, value(left), value(right));
            case Condition.Between(Operand operand, Operand lower, Operand upper) -> {
                DynamoValue between = value(operand);
                yield compares(">=", between, value(lower)) && compares("<=", between, value(upper));
            }
            case Condition.In(Operand operand, List<Operand> candidates) -> {
                DynamoValue sought = value(operand);
                yield sought != null && candidates.stream().anyMatch(candidate -> sought.equals(value(candidate)));
            }
            case Condition.Test(String name, List<Operand> arguments) -> test(name, arguments);
        };
    }

    private @Nullable DynamoValue value(Operand operand) {
        return switch (operand) {
            case Operand.Path(DocumentPath path) -> path.in(item);
            case Operand.Constant(DynamoValue value) -> value;
            case Operand.Call(String _, List<Operand> arguments) -> {
                DynamoValue measured = value(arguments.getFirst());
                OptionalInt length = measured == null ? OptionalInt.empty() : measured.length();
                yield length.isPresent() ? DynamoValue.number(length.getAsInt()) : null;
            }
            case Operand.Undefined _, Operand.Arithmetic _ ->
                throw new IllegalStateException("Not part of a condition.");
        };
    }

    private static boolean compares(String operator, @Nullable DynamoValue left, @Nullable DynamoValue right) {
        if (operator.equals("=")) {
            return left != null && left.equals(right);
        }
        if (operator.equals("<>")) {
            return left == null || !left.equals(right);
        }
        if (left == null || right == null || !left.type().equals(right.type()) || !ValueOrder.isOrdered(left)) {
            return false;
        }
        int order = ValueOrder.compare(left, right);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private boolean test(String name, List<Operand> arguments) {
        DynamoValue first = value(arguments.getFirst());
        DynamoValue second = arguments.size() > 1 ? value(arguments.get(1)) : null;
        return switch (name) {
            case "attribute_exists" -> first != null;
            case "attribute_not_exists" -> first == null;
            case "attribute_type" ->
                first != null
                        && second instanceof DynamoValue.Text(String type)
                        && first.type().equals(type);
            case "begins_with" -> first != null && second != null && beginsWith(first, second);
            default -> first != null && second != null && contains(first, second);
        };
    }

    static boolean beginsWith(DynamoValue value, DynamoValue prefix) {
        if (value instanceof DynamoValue.Text(String text) && prefix instanceof DynamoValue.Text(String begin)) {
            return text.startsWith(begin);
        }
        return value instanceof DynamoValue.Binary(byte[] bytes)
                && prefix instanceof DynamoValue.Binary(byte[] begin)
                && isAt(bytes, begin, 0);
    }

    private static boolean contains(DynamoValue value, DynamoValue part) {
        Optional<Set<DynamoValue>> elements = value.elements();
        if (elements.isPresent()) {
            return isElementOf(value, part) && elements.get().contains(part);
        }
        return switch (value) {
            case DynamoValue.Text(String text) when part instanceof DynamoValue.Text(String sub) -> text.contains(sub);
            case DynamoValue.Binary(byte[] bytes)
            when part instanceof DynamoValue.Binary(byte[] sub) -> contains(bytes, sub);
            case DynamoValue.Sequence(List<DynamoValue> values) -> values.contains(part);
            case DynamoValue.Text _,
                    DynamoValue.Binary _,
                    DynamoValue.Decimal _,
                    DynamoValue.Bool _,
                    DynamoValue.Null _,
                    DynamoValue.Document _,
                    DynamoValue.TextSet _,
                    DynamoValue.NumberSet _,
                    DynamoValue.BinarySet _ -> false;
        };
    }

    private static boolean isElementOf(DynamoValue set, DynamoValue part) {
        return set.type().equals(part.type() + "S");
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (isAt(bytes, part, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] bytes, byte[] part, int at) {
        if (at + part.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < part.length; i++) {
            if (bytes[at + i] != part[i]) {
                return false;
            }
        }
        return true;
    }
}
