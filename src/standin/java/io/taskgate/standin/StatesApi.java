package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The operations of Step Functions, from and to AWS's JSON.
final class StatesApi {

    private final States states;
    private final Map<String, Function<JsonNode, JsonNode>> operations;

    StatesApi(States states) {
        this.states = states;
        operations = Stream.of(
                        new MachinesApi(states).operations(),
                        new ExecutionsApi(states).operations(),
                        new MapRunsApi(states).operations(),
                        new TasksApi(states).operations())
                .flatMap(some -> some.entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    JsonNode call(String operation, JsonNode request) {
        return Optional.ofNullable(operations.get(operation))
                .orElseThrow(() -> new AwsError("UnknownOperationException", "the stand-in does not know " + operation))
                .apply(request);
    }

    /// A fault strikes a call.
    void struck(String operation, JsonNode request) {
        states.struck(operation, request.path("taskToken").asText());
    }
}
