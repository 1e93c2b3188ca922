package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.interpreter.ContextObject;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateOutput;
import io.taskgate.standin.interpreter.StateRun;
import io.taskgate.standin.interpreter.map.MapFields;
import io.taskgate.standin.interpreter.map.MapItemBatcher;
import io.taskgate.standin.interpreter.map.MapRun;
import io.taskgate.standin.interpreter.map.MapRunSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// A Map with mocked iterations, whose items and limits are evaluated.
record MockedMap(StateRun run, StateConditions conditions, StateInspection inspection) {

    /// @throws AwsError ValidationException if more iterations failed than there are
    /// @throws StateFailure with the failure of the state
    StateOutput output(JsonNode mocked) {
        return SingleStateRun.exit(run, checked(mocked), inspection);
    }

    private JsonNode checked(JsonNode mocked) {
        MapFields fields = new MapFields(run);
        if (!run.query()) {
            inspection.stage("afterInputPath", run.input());
        }
        List<ObjectNode> items = items(fields);
        MapRunSettings settings = fields.settings();
        int concurrency = settings.concurrency();
        inspection.number(
                "maxConcurrency",
                StatesJson.object().numberNode(concurrency == MapRunSettings.MAX_CHILDREN ? 0 : concurrency));
        settings.count().ifPresent(most -> limit("toleratedFailureCount", most));
        settings.percentage().ifPresent(most -> limit("toleratedFailurePercentage", most));
        selected(fields, items);
        boolean limited = settings.count().isPresent() || settings.percentage().isPresent();
        if (conditions.failedIterations() > items.size()) {
            throw AwsError.validation(
                    "Map iteration failure count must be less than or equal to the number of Map iterations");
        }
        if (limited && !settings.tolerate(conditions.failedIterations(), items.size())) {
            throw new StateFailure(MapRun.TOLERANCE_EXCEEDED, "The specified tolerated failure threshold was exceeded");
        }
        return mocked;
    }

    private void limit(String name, BigDecimal value) {
        inspection.number(name, StatesJson.object().numberNode(value));
    }

    private List<ObjectNode> items(MapFields fields) {
        if (run.state().has("ItemReader")) {
            List<ObjectNode> items = new ArrayList<>();
            conditions
                    .items()
                    .ifPresent(read ->
                            pointed(read).forEach(value -> items.add(ContextObject.item(items.size(), value))));
            return items;
        }
        List<ObjectNode> items = fields.items(run.input());
        if (run.state().has("ItemsPath")) {
            inspection.stage(
                    "afterItemsPath",
                    array(items.stream().map(item -> item.path("Value")).toList()));
        }
        return items;
    }

    private JsonNode pointed(JsonNode read) {
        JsonNode pointer = run.state().at("/ItemReader/ReaderConfig/ItemsPointer");
        return pointer.isTextual() ? inspection.stage("afterItemsPointer", read.at(pointer.asText())) : read;
    }

    private void selected(MapFields fields, List<ObjectNode> items) {
        List<JsonNode> selected = items.stream().map(fields::selected).toList();
        if (run.state().has("ItemSelector")) {
            inspection.stage("afterItemSelector", array(selected));
        }
        MapItemBatcher.of(run)
                .ifPresent(batcher -> inspection.stage(
                        "afterItemBatcher",
                        array(batcher.batches(selected).stream()
                                .map(MapItemBatcher.Input::json)
                                .toList())));
    }

    private static JsonNode array(List<JsonNode> values) {
        return StatesJson.MAPPER.createArrayNode().addAll(values);
    }
}
