package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.List;
import java.util.Set;

/// Checks the rules of a Choice state.
final class ChoiceCheck {

    private static final Set<String> OF_RULE = Set.of("Next", "Comment", "Assign");
    private static final Set<String> OF_PATHS = Set.of("Variable", "And", "Or", "Not");

    private ChoiceCheck() {}

    static void check(CheckedNode state) {
        if (!state.requires("Choices") || !state.field("Choices").is(JsonNodeType.ARRAY)) {
            return;
        }
        if (state.node().path("Choices").isEmpty()) {
            state.field("Choices").error("Value cannot be empty");
        }
        for (CheckedNode rule : state.elements("Choices")) {
            if (rule.is(JsonNodeType.OBJECT)) {
                top(rule);
            }
        }
    }

    private static void top(CheckedNode rule) {
        if (rule.query()) {
            rule.requires("Condition", "Next");
            rule.node().fieldNames().forEachRemaining(name -> {
                if (OF_PATHS.contains(name) || ChoiceRules.isOperator(name)) {
                    StateFields.language(rule, name, false);
                } else if (!OF_RULE.contains(name) && !name.equals("Condition") && !name.equals("Output")) {
                    rule.error("Field '" + name + "' is not supported");
                }
            });
            CheckedNode condition = rule.field("Condition");
            if (condition.exists() && !condition.node().isBoolean() && !condition.isQueryText()) {
                condition.error("Expected a JSONata expression or a boolean");
            }
            ExpressionCheck.fields(rule);
        } else {
            rule.requires("Next");
            comparison(rule, true);
            ExpressionCheck.fields(rule);
        }
    }

    private static void comparison(CheckedNode rule, boolean top) {
        for (String name : List.of("Condition", "Output")) {
            if (rule.has(name)) {
                StateFields.language(rule, name, true);
            }
        }
        rule.node().fieldNames().forEachRemaining(name -> {
            boolean known = OF_PATHS.contains(name)
                    || ChoiceRules.isOperator(name)
                    || name.equals("Comment")
                    || top && OF_RULE.contains(name)
                    || name.equals("Condition")
                    || name.equals("Output");
            if (!known) {
                rule.error("Field '" + name + "' is not supported");
            }
        });
        List<String> operators = rule.node()
                .propertyStream()
                .map(field -> field.getKey())
                .filter(name -> ChoiceRules.isOperator(name)
                        || Set.of("And", "Or", "Not").contains(name))
                .toList();
        if (operators.isEmpty()) {
            rule.error("A comparison operator is required");
        } else if (operators.size() > 1) {
            rule.error("There should only be one of the following fields: " + operators);
        } else {
            operator(rule, operators.getFirst());
        }
    }

    private static void operator(CheckedNode rule, String operator) {
        switch (operator) {
            case "And", "Or" -> {
                if (rule.field(operator).is(JsonNodeType.ARRAY)) {
                    if (rule.node().path(operator).isEmpty()) {
                        rule.field(operator).error("Value cannot be empty");
                    }
                    rule.elements(operator).forEach(ChoiceCheck::nested);
                }
            }
            case "Not" -> nested(rule.field(operator));
            default -> {
                if (rule.requires("Variable")) {
                    ExpressionCheck.path(rule.field("Variable"), "Variable");
                }
                value(rule.field(operator), operator);
            }
        }
    }

    private static void nested(CheckedNode rule) {
        if (rule.is(JsonNodeType.OBJECT)) {
            comparison(rule, false);
        }
    }

    private static void value(CheckedNode value, String operator) {
        if (operator.startsWith("Is")) {
            value.is(JsonNodeType.BOOLEAN);
        } else if (operator.endsWith("Path")) {
            ExpressionCheck.path(value, operator);
        } else if (operator.startsWith("Numeric")) {
            value.is(JsonNodeType.NUMBER);
        } else if (operator.startsWith("Boolean")) {
            value.is(JsonNodeType.BOOLEAN);
        } else if (value.is(JsonNodeType.STRING)
                && operator.startsWith("Timestamp")
                && ChoiceRules.instant(value.node()).isEmpty()) {
            value.error("String does not match RFC3339 timestamp");
        }
    }
}
