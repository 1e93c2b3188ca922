package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A condition of a query on one key attribute.
///
/// @param operator `=`, `<`, `<=`, `>`, `>=`, `BETWEEN` or `begins_with`
/// @param values the two values of `BETWEEN`, otherwise one
public record KeyCondition(String attribute, String operator, List<DynamoValue> values) {

    private static final String INVALID = "Invalid operator used in KeyConditionExpression: ";
    private static final Map<String, String> MIRRORED = Map.of("=", "=", "<", ">", "<=", ">=", ">", "<", ">=", "<=");
    private static final Set<String> NO_KEY_FUNCTIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "contains");

    /// Returns the conditions by attribute.
    ///
    /// @throws DynamoDbError if the condition is not valid for a query
    static Map<String, KeyCondition> of(Condition condition) {
        Map<String, KeyCondition> byAttribute = new LinkedHashMap<>();
        for (Condition part : conjuncts(condition, new ArrayList<>())) {
            KeyCondition key = key(part);
            if (byAttribute.put(key.attribute(), key) != null) {
                throw DynamoDbError.validation("KeyConditionExpressions must only contain one condition per key");
            }
        }
        if (byAttribute.size() > 2) {
            throw DynamoDbError.validation("Conditions can be of length 1 or 2 only");
        }
        return byAttribute;
    }

    private static List<Condition> conjuncts(Condition condition, List<Condition> parts) {
        if (condition instanceof Condition.And(Condition left, Condition right)) {
            conjuncts(left, parts);
            conjuncts(right, parts);
        } else {
            parts.add(condition);
        }
        return parts;
    }

    private static KeyCondition key(Condition condition) {
        return switch (condition) {
            case Condition.And _ -> throw new IllegalStateException("Conjunctions are split before.");
            case Condition.Or _ -> throw DynamoDbError.validation(INVALID + "OR");
            case Condition.Not _ -> throw DynamoDbError.validation(INVALID + "NOT");
            case Condition.In _ -> throw DynamoDbError.validation(INVALID + "IN");
            case Condition.Comparison(String operator, Operand _, Operand _)
            when operator.equals("<>") -> throw DynamoDbError.validation(INVALID + "<>");
            case Condition.Comparison(String operator, Operand left, Operand right) ->
                left instanceof Operand.Constant
                        ? new KeyCondition(attribute(right), MIRRORED.get(operator), List.of(constant(left)))
                        : new KeyCondition(attribute(left), operator, List.of(constant(right)));
            case Condition.Between(Operand operand, Operand lower, Operand upper) -> {
                requirePath("BETWEEN", operand);
                yield new KeyCondition(attribute(operand), "BETWEEN", List.of(constant(lower), constant(upper)));
            }
            case Condition.Test(String name, List<Operand> arguments) -> {
                if (NO_KEY_FUNCTIONS.contains(name)) {
                    throw DynamoDbError.validation(INVALID + name);
                }
                requirePath(name, arguments.getFirst());
                yield new KeyCondition(attribute(arguments.getFirst()), name, List.of(constant(arguments.get(1))));
            }
        };
    }

    private static void requirePath(String operator, Operand operand) {
        if (operand instanceof Operand.Constant) {
            throw DynamoDbError.validation("Invalid condition in KeyConditionExpression: " + operator
                    + " operator must have the key attribute as its first operand");
        }
    }

    private static String attribute(Operand operand) {
        if (operand instanceof Operand.Path(DocumentPath path)) {
            if (path.isNested()) {
                throw DynamoDbError.validation("KeyConditionExpressions cannot have conditions on nested attributes");
            }
            return path.head();
        }
        throw nested(operand);
    }

    private static DynamoValue constant(Operand operand) {
        if (operand instanceof Operand.Constant(DynamoValue value)) {
            return value;
        }
        throw nested(operand);
    }

    private static DynamoDbError nested(Operand operand) {
        return DynamoDbError.validation(
                operand instanceof Operand.Call
                        ? "KeyConditionExpressions cannot contain nested operations"
                        : "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
    }
}
