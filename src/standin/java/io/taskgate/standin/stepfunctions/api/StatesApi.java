package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The operations of Step Functions, from and to AWS's JSON.
public final class StatesApi {

    private final StandInStepFunctions states;
    private final Map<String, Function<JsonNode, JsonNode>> operations;

    public StatesApi(StandInStepFunctions states) {
        this.states = states;
        operations = Stream.of(
                        new MachinesApi(states).operations(),
                        new VersionsApi(states).operations(),
                        new AliasesApi(states).operations(),
                        new TagsApi(states).operations(),
                        new ActivitiesApi(states).operations(),
                        new TestStateApi(states).operations(),
                        new ExecutionsApi(states).operations(),
                        new MapRunsApi(states).operations(),
                        new TasksApi(states).operations())
                .flatMap(some -> some.entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public JsonNode call(String operation, JsonNode request) {
        return Optional.ofNullable(operations.get(operation))
                .orElseThrow(() -> new AwsError("UnknownOperationException", "the stand-in does not know " + operation))
                .apply(request);
    }

    /// A fault strikes a call.
    public void struck(String operation, JsonNode request) {
        states.struck(operation, request.path("taskToken").asText());
    }
}
