package io.taskgate.testing.batch;

import io.taskgate.batch.runner.RunnerExecutions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Executions that run until the test ends them. Thread-safe.
public final class FakeRunnerExecutions implements RunnerExecutions {

    public static final String MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:worker";
    private static final String EXECUTION = "arn:aws:states:eu-west-1:123456789012:execution:worker:";

    private final Map<String, String> inputs = new LinkedHashMap<>();
    private final Map<String, RunnerStatus> standings = new LinkedHashMap<>();
    private final List<String> stopped = new CopyOnWriteArrayList<>();
    private final List<String> starts = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> refused = _ -> false;
    private volatile Runnable onStart = () -> {};
    private volatile Runnable onStop = () -> {};

    public static String arn(String name) {
        return EXECUTION + name;
    }

    /// Sets an action that runs during each start.
    public void onStart(Runnable does) {
        onStart = does;
    }

    /// Makes the starts of executions with these names fail.
    public void refuse(Predicate<String> names) {
        refused = names;
    }

    /// Sets an action that runs during each stop.
    public void onStop(Runnable does) {
        onStop = does;
    }

    /// Returns the names of all started executions in order.
    public synchronized List<String> names() {
        return List.copyOf(inputs.keySet());
    }

    /// Returns the names in all start calls.
    public List<String> starts() {
        return List.copyOf(starts);
    }

    public synchronized String input(String name) {
        return Optional.ofNullable(inputs.get(name)).orElseThrow();
    }

    /// Returns the ARNs of the stopped executions.
    public List<String> stopped() {
        return List.copyOf(stopped);
    }

    public synchronized void end(String name, RunnerStatus how) {
        standings.put(name, how);
    }

    @Override
    public StartResult start(String machine, String name, byte[] input) {
        starts.add(name);
        onStart.run();
        if (refused.test(name)) {
            return new StartResult.Refused("AccessDeniedException");
        }
        synchronized (this) {
            String text = new String(input, StandardCharsets.UTF_8);
            String before = inputs.putIfAbsent(name, text);
            if (before == null) {
                standings.put(name, new RunnerStatus.Running());
            }
            boolean same = before == null || before.equals(text);
            return same && standings.get(name) instanceof RunnerStatus.Running
                    ? new StartResult.Running()
                    : new StartResult.Ended();
        }
    }

    @Override
    public synchronized RunnerStatus describe(String executionArn) {
        return standings.getOrDefault(executionArn.substring(EXECUTION.length()), new RunnerStatus.Unknown());
    }

    @Override
    public synchronized Optional<Set<String>> running(String machine) {
        return Optional.of(standings.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof RunnerStatus.Running)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()));
    }

    @Override
    public StopResult stop(String executionArn, String error, String cause) {
        onStop.run();
        return stopped(executionArn, error, cause);
    }

    private synchronized StopResult stopped(String executionArn, String error, String cause) {
        String name = executionArn.substring(EXECUTION.length());
        if (!standings.containsKey(name)) {
            return new StopResult.Unknown();
        }
        stopped.add(executionArn);
        standings.computeIfPresent(
                name, (_, now) -> now instanceof RunnerStatus.Running ? new RunnerStatus.Failed(error, cause) : now);
        return new StopResult.Ended();
    }

    @Override
    public Events events(String executionArn) {
        return new Events.Unknown();
    }
}
