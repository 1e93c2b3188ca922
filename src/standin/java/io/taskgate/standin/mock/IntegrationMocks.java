package io.taskgate.standin.mock;

import io.taskgate.standin.integration.TaskResource;
import io.taskgate.standin.stepfunctions.Execution;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/// The mock file in force, and the calls that it has answered. Each execution counts for itself. Thread-safe.
public final class IntegrationMocks {

    private final Map<Execution, Map<String, Integer>> calls = new WeakHashMap<>();
    private MockFile file = MockFile.EMPTY;

    /// Replaces the mock file. Executions begin again with the first answer.
    public synchronized void use(MockFile other) {
        file = other;
        calls.clear();
    }

    public synchronized MockFile file() {
        return file;
    }

    /// Returns whether the mock file answers a Task.
    public synchronized boolean has(Execution execution, String state, TaskResource resource) {
        return file.find(execution.machine().name(), state, resource).isPresent();
    }

    /// Returns the answer to the next call of a Task; empty if the integration itself answers.
    public synchronized Optional<MockAnswer> next(Execution execution, String state, TaskResource resource) {
        return file.find(execution.machine().name(), state, resource).map(entry -> {
            Map<String, Integer> counts = calls.computeIfAbsent(execution, _ -> new HashMap<>());
            return entry.answer(counts.merge(entry.at(), 1, Integer::sum) - 1);
        });
    }
}
