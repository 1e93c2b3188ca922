package io.taskgate.standin.interpreter.map;

import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.interpreter.StateVisit;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StateMachine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// All Map Runs, by ARN.
public final class MapRuns {

    private final Map<String, MapRun> runs = new LinkedHashMap<>();

    /// Creates a Map Run when a Map state starts.
    MapRun start(StateVisit stay, MapRunSettings settings, MapRun.WhenEnded ended) {
        Execution parent = stay.flow().execution();
        String label = stay.run().state().path("Label").asText(UUID.randomUUID().toString());
        StateMachine machine = parent.machine()
                .child(
                        label,
                        MapFields.processor(stay.run().state()),
                        stay.kit().timers().now());
        String arn = Arns.mapRun(machine.name(), UUID.randomUUID().toString());
        MapRun run = new MapRun(arn, parent, machine, settings, stay.kit(), ended);
        synchronized (this) {
            runs.put(arn, run);
        }
        return run;
    }

    /// @throws AwsError ResourceNotFound
    public synchronized MapRun get(String arn) {
        return Optional.ofNullable(runs.get(arn))
                .orElseThrow(() -> new AwsError("ResourceNotFound", "Resource not found: '" + arn + "'"));
    }

    public synchronized List<MapRun> of(Execution parent) {
        return runs.values().stream().filter(run -> run.parent() == parent).toList();
    }
}
