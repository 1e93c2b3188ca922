package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.standin.definition.ShapeAdapter;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.ContextObject;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateRun;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The evaluated fields of a Map state, common to both modes.
public record MapFields(StateRun run) {

    /// Returns ItemProcessor, or Iterator in older definitions.
    public JsonNode processor() {
        return processor(run.state());
    }

    public static JsonNode processor(JsonNode state) {
        return state.has("ItemProcessor") ? state.path("ItemProcessor") : state.path("Iterator");
    }

    boolean isDistributed() {
        return isDistributed(run.state());
    }

    public static boolean isDistributed(JsonNode state) {
        return processor(state).path("ProcessorConfig").path("Mode").asText().equals("DISTRIBUTED");
    }

    /// Returns `$$.Map.Item` for each item.
    public List<ObjectNode> items(JsonNode input) {
        JsonNode found = found(input);
        List<ObjectNode> items = new ArrayList<>();
        if (found.isObject() && isDistributed()) {
            found.properties().forEach(field -> {
                JsonNode pair = StatesJson.object().put("Key", field.getKey()).set("Value", field.getValue());
                items.add(ContextObject.item(items.size(), pair));
            });
            return items;
        }
        if (!found.isArray()) {
            throw notAnArray(found);
        }
        found.forEach(value -> items.add(ContextObject.item(items.size(), value)));
        return items;
    }

    private JsonNode found(JsonNode input) {
        if (!run.query()) {
            JsonNode path = run.state().path("ItemsPath");
            return path.isTextual() ? ShapeAdapter.expression("ItemsPath", path.asText(), run.scope(input)) : input;
        }
        JsonNode items = run.state().path("Items");
        return items.isMissingNode() ? input : run.queried("Items", items);
    }

    private StateFailure notAnArray(JsonNode found) {
        if (!run.query()) {
            return StateFailure.runtime(
                    "Reference path \"" + run.state().path("ItemsPath").asText("$") + "\" must point to array.");
        }
        return new StateFailure(
                EvaluationException.QUERY_EVALUATION_ERROR,
                run.state().has("Items")
                        ? "The JSONata expression specified for the field 'Items' returned an unexpected result type."
                                + " Expected 'array', but was '"
                                + found.getNodeType().name().toLowerCase(Locale.ROOT) + "'"
                        : "Map state input must be an array");
    }

    /// Returns the input of an iteration.
    public JsonNode selected(ObjectNode item) {
        StateRun within = run.in(run.context().withItem(item));
        for (String field : List.of("ItemSelector", "Parameters")) {
            if (run.state().has(field)) {
                return within.filled(field);
            }
        }
        return item.path("Value");
    }

    /// @param unlimited the value for 0 and for a missing field
    public int concurrency(int unlimited) {
        int given = whole("MaxConcurrency").intValueExact();
        return given == 0 ? unlimited : given;
    }

    /// Returns the settings of a Map Run.
    public MapRunSettings settings() {
        int most = MapRunSettings.MAX_CHILDREN;
        return new MapRunSettings(
                Math.min(most, concurrency(most)),
                given("ToleratedFailureCount") ? Optional.of(whole("ToleratedFailureCount")) : Optional.empty(),
                given("ToleratedFailurePercentage")
                        ? Optional.of(percentage("ToleratedFailurePercentage"))
                        : Optional.empty());
    }

    private boolean given(String field) {
        return run.state().has(field) || run.state().has(field + "Path");
    }

    private BigDecimal whole(String field) {
        JsonNode value = run.either(field);
        BigDecimal number = number(field, value, "integer");
        if (number.signum() < 0) {
            throw StateFailure.runtime(field + " cannot be negative.");
        }
        if (number.stripTrailingZeros().scale() > 0) {
            throw notA(field, value, "integer");
        }
        return number;
    }

    private BigDecimal percentage(String field) {
        BigDecimal number = number(field, run.either(field), "float");
        if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw StateFailure.runtime(field + " must be between 0 and 100.");
        }
        return number;
    }

    /// As recorded: a string that contains a number counts as the number.
    private BigDecimal number(String field, JsonNode value, String what) {
        if (value.isMissingNode()) {
            return BigDecimal.ZERO;
        }
        try {
            return new BigDecimal(value.isTextual() ? value.asText() : value.toString());
        } catch (NumberFormatException _) {
            throw notA(field, value, what);
        }
    }

    private StateFailure notA(String field, JsonNode value, String what) {
        String path = run.state().path(field + "Path").asText("");
        return StateFailure.runtime("The " + field + "Path field refers to value \"" + value
                + "\" which is not a valid " + what + ": " + path);
    }
}
