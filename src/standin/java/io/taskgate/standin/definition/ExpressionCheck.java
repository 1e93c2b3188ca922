package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.jsonata.JsonataTemplate;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.shape.PayloadTemplate;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks paths, payload templates and JSONata expressions.
final class ExpressionCheck {

    /// Fields with a path, or null for none.
    private static final Set<String> DATA_PATHS = Set.of("InputPath", "OutputPath");

    /// Fields with a path or an intrinsic function.
    private static final Set<String> VALUE_PATHS = Set.of("ErrorPath", "CausePath", "ItemsPath", "TimestampPath");

    /// Fields with a path to one place.
    private static final Set<String> REFERENCE_PATHS = Set.of(
            "MaxConcurrencyPath",
            "ToleratedFailureCountPath",
            "ToleratedFailurePercentagePath",
            "TimeoutSecondsPath",
            "HeartbeatSecondsPath",
            "SecondsPath",
            "MaxItemsPath",
            "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatchPath");

    private static final Set<String> TEMPLATES =
            Set.of("Parameters", "ResultSelector", "Assign", "ItemSelector", "BatchInput");

    private static final Set<String> QUERIES = Set.of(
            "Arguments",
            "Output",
            "Assign",
            "Items",
            "ItemSelector",
            "BatchInput",
            "MaxConcurrency",
            "ToleratedFailureCount",
            "ToleratedFailurePercentage",
            "MaxItems",
            "MaxItemsPerBatch",
            "MaxInputBytesPerBatch",
            "Seconds",
            "Timestamp",
            "Error",
            "Cause",
            "TimeoutSeconds",
            "HeartbeatSeconds",
            "Credentials",
            "Condition");

    private static final Pattern VARIABLE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]{0,79}");

    private ExpressionCheck() {}

    /// Checks all fields of a state, or of a part of it.
    static void fields(CheckedNode in) {
        in.node().fieldNames().forEachRemaining(name -> field(in, name));
        if (in.has("Assign")) {
            variables(in.field("Assign"));
        }
    }

    private static void field(CheckedNode in, String name) {
        CheckedNode field = in.field(name);
        if (in.query()) {
            if (QUERIES.contains(name)) {
                query(field);
            }
        } else if (TEMPLATES.contains(name)) {
            template(field);
        } else if (name.equals("ResultPath") || DATA_PATHS.contains(name)) {
            if (!field.node().isNull()) {
                path(field, name);
            }
        } else if (VALUE_PATHS.contains(name) || REFERENCE_PATHS.contains(name)) {
            path(field, name);
        }
    }

    static void path(CheckedNode field, String name) {
        boolean reference = name.equals("ResultPath") || REFERENCE_PATHS.contains(name);
        String refused = reference ? "Value is not a Reference Path" : "Value is not a valid JSONPath";
        if (!field.node().isTextual()) {
            field.error(refused);
            return;
        }
        String text = field.node().textValue();
        try {
            if (VALUE_PATHS.contains(name)) {
                Expression.compile(text);
                return;
            }
            AslPath path = AslPath.compile(text);
            boolean fits = name.equals("ResultPath") ? path.isWritable() : !reference || !text.startsWith("$$");
            if (!fits) {
                field.error(refused);
            }
        } catch (InvalidDefinitionException _) {
            field.error(refused);
        }
    }

    private static void template(CheckedNode field) {
        computed(field.at(), field.node(), field);
        try {
            PayloadTemplate.compileLiterally(field.node());
        } catch (InvalidDefinitionException refused) {
            if (isSound(field.node())) {
                field.error(String.valueOf(refused.getMessage()));
            }
        }
    }

    /// Reports each `"name.$"` without a path or function.
    private static void computed(String at, JsonNode node, CheckedNode field) {
        node.properties().forEach(each -> {
            if (each.getKey().endsWith(".$") && !isExpression(each.getValue())) {
                new CheckedNode(node, at, false, field.found())
                        .error("The value for the field '" + each.getKey()
                                + "' must be a valid JSONPath or a valid intrinsic function call");
            } else {
                computed(at + "/" + each.getKey(), each.getValue(), field);
            }
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                computed(at + "[" + i + "]", node.get(i), field);
            }
        }
    }

    private static boolean isSound(JsonNode node) {
        return node.properties().stream()
                        .allMatch(each ->
                                each.getKey().endsWith(".$") ? isExpression(each.getValue()) : isSound(each.getValue()))
                && (!node.isArray() || node.valueStream().allMatch(ExpressionCheck::isSound));
    }

    private static boolean isExpression(JsonNode value) {
        try {
            if (!value.isTextual()) {
                return false;
            }
            Expression.compile(value.textValue());
            return true;
        } catch (InvalidDefinitionException _) {
            return false;
        }
    }

    private static void query(CheckedNode field) {
        try {
            JsonataTemplate.compileLiterally(field.node());
        } catch (InvalidDefinitionException refused) {
            field.error("Invalid JSONata expression: " + refused.getMessage());
        }
    }

    private static void variables(CheckedNode assign) {
        assign.node().fieldNames().forEachRemaining(name -> {
            String bare = VariableCheck.bare(name);
            if (!VARIABLE.matcher(bare).matches()) {
                assign.error("Invalid variable name '" + bare + "'");
            } else if (bare.equals("states")) {
                assign.error("The variable name 'states' is reserved");
            }
        });
    }
}
