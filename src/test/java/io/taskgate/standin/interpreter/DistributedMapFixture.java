package io.taskgate.standin.interpreter;

import static org.awaitility.Awaitility.await;

import io.taskgate.standin.FakeIntegrations;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.interpreter.map.MapRun;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.util.List;

/// Executions with a Distributed Map, a clock that the test advances, and an in-memory S3.
abstract class DistributedMapFixture {

    static final String PASS = "{\"Type\": \"Pass\", \"End\": true}";

    static final String READ = """
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
              "Parameters": {"Bucket.$": "$.Bucket", "Key.$": "$.Key"}, "ReaderConfig": %s},""";
    static final String REFERENCE = "{\"Bucket\": \"bucket\", \"Key\": \"items\"}";
    final ManualTimers timers = new ManualTimers();
    final FakeIntegrations services = new FakeIntegrations();
    final StandInStepFunctions states = new StandInStepFunctions(timers, new CallLog(), services, _ -> {});

    Execution start(String more, String state, String input) {
        String definition = """
                {"StartAt": "M", "States": {
                  "M": {"Type": "Map", %s "Label": "each", "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "I", "States": {"I": %s}}, "End": true}%s}}""".formatted(more, state, caught(more));
        return states.start(states.create("machine", definition, "role").arn(), "run", input);
    }

    static Execution ended(Execution execution) {
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    static String output(Execution execution) {
        return ended(execution).ending().path("output").asText();
    }

    MapRun run(Execution execution) {
        return states.mapRuns().of(execution).getLast();
    }

    static List<String> events(Execution execution) {
        return execution.history().stream()
                .map(event -> event.id() + "<" + event.previous() + " " + event.type())
                .toList();
    }

    /// The state that a Catch leads to, if there is one: AWS refuses states that nothing leads to.
    static String caught(String more) {
        return more.contains("Caught") ? ", \"Caught\": {\"Type\": \"Pass\", \"End\": true}" : "";
    }
}
