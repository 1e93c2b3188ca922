package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.Continuation;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateHandler;
import io.taskgate.standin.interpreter.StateVisit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Map state in mode DISTRIBUTED: a Map Run whose child executions have their own histories.
public final class DistributedMap implements StateHandler {

    private Optional<MapRun> run = Optional.empty();

    @Override
    public Continuation begin(StateVisit stay) {
        run = Optional.empty();
        MapFields fields = new MapFields(stay.run());
        boolean reads = stay.run().state().has("ItemReader");
        List<ObjectNode> items = reads ? List.of() : fields.items(stay.run().input());
        stay.flow()
                .event(
                        "MapStateStarted",
                        "mapStateStartedEventDetails",
                        StatesJson.object().put("length", items.size()));
        MapRunSettings settings = fields.settings();
        Plan plan = new Plan(stay, fields, MapItemBatcher.of(stay.run()), ResultWriter.of(stay.run()));
        Optional<MapItemReader> reader = reads ? Optional.of(MapItemReader.of(stay.run())) : Optional.empty();
        MapRun started = stay.kit().states().mapRuns().start(stay, settings, plan::ended);
        run = Optional.of(started);
        stay.flow()
                .event(
                        "MapRunStarted",
                        "mapRunStartedEventDetails",
                        StatesJson.object().put("mapRunArn", started.arn()));
        return reader.map(from -> plan.read(from, started)).orElseGet(() -> plan.run(items, started));
    }

    /// Its children ended with the stand-ins, and processing the items a second time would be worse than a
    /// failure.
    @Override
    public Continuation resume(StateVisit stay) {
        throw StateFailure.runtime("the stand-ins were started again while the Map Run of state '"
                + stay.run().name() + "' was under way, and do not keep Map Runs");
    }

    /// Runs only the items that have not succeeded, or all items if they were never read.
    @Override
    public Continuation redrive(StateVisit stay) {
        if (run.isEmpty() || run.get().total(false) == 0) {
            return begin(stay);
        }
        MapRun existing = run.get();
        stay.flow()
                .event(
                        "MapRunRedriven",
                        "mapRunRedrivenEventDetails",
                        StatesJson.object().put("mapRunArn", existing.arn()).put("redriveCount", existing.redriven()));
        return new Continuation.Hold(existing);
    }

    @Override
    public void givenUp(StateVisit stay, StateFailure failure) {
        if (run.isPresent() || !failure.isRuntime()) {
            stay.flow().event("MapStateFailed", "", StatesJson.object());
        }
    }

    /// The evaluated definition of one Map Run.
    private record Plan(StateVisit stay, MapFields fields, Optional<MapItemBatcher> batcher, ResultWriter writer) {

        Continuation read(MapItemReader reader, MapRun run) {
            List<ObjectNode> items = new ArrayList<>();
            return Continuation.call(
                    () -> {
                        items.addAll(reader.read(stay.kit().integrations().objects()));
                        return StatesJson.object();
                    },
                    _ -> run(items, run),
                    failure -> failed(run, failure));
        }

        Continuation run(List<ObjectNode> items, MapRun run) {
            try {
                run.take(inputs(
                        items.stream().map(fields::selected).map(stay::within).toList()));
                return new Continuation.Hold(run);
            } catch (StateFailure failure) {
                return failed(run, failure);
            }
        }

        private List<MapItemBatcher.Input> inputs(List<JsonNode> selected) {
            return batcher.map(given -> given.batches(selected))
                    .orElseGet(() -> selected.stream()
                            .map(item -> new MapItemBatcher.Input(item, 1))
                            .toList());
        }

        Continuation ended(MapRun run) {
            boolean succeeded = run.withinTolerance();
            if (!writer.isExport()) {
                run.wrote(run.children().size());
                return succeeded ? succeeded(run, writer.output(run)) : exceeded(run);
            }
            return Continuation.call(
                    () -> writer.export(run, stay.kit().integrations().objects()),
                    output -> succeeded ? succeeded(run, output) : exceeded(run),
                    failure -> failed(run, failure));
        }

        private Continuation succeeded(MapRun run, JsonNode output) {
            run.end(MapRun.Status.SUCCEEDED);
            stay.flow().event("MapRunSucceeded", "", StatesJson.object());
            stay.flow().aside("MapStateSucceeded", "", StatesJson.object());
            return stay.left(output);
        }

        private Continuation exceeded(MapRun run) {
            return failed(
                    run,
                    new StateFailure(
                            MapRun.TOLERANCE_EXCEEDED, "The specified tolerated failure threshold was exceeded"));
        }

        private Continuation failed(MapRun run, StateFailure failure) {
            run.end(MapRun.Status.FAILED);
            stay.flow().event("MapRunFailed", "mapRunFailedEventDetails", failure.details());
            throw failure;
        }
    }
}
