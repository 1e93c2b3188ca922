package io.taskgate.simulation.world;

import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.simulation.SimulationLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The executions of runners ([SimulatedBatch.Runner]). Each runs for some seconds, and an event reports its
/// end.
final class SimulatedRunnerExecutions implements RunnerExecutions {

    private static final Duration FAST = Duration.ofMillis(5);
    private static final Duration USUAL = Duration.ofMillis(60);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(12);
    private static final int PROTOCOL = 20_000;

    private final SimulatedScheduler scheduler;
    private final SimulatedFaultSchedule faults;
    private final SimulationLog log;
    private final Consumer<Ended> ends;
    private final Consumer<Run> nesting;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Set<String> failed = new HashSet<>();

    /// @param ends receives each end once; it must not wait
    /// @param nesting runs the runners that start nested batches; it must not wait
    SimulatedRunnerExecutions(
            SimulatedScheduler scheduler,
            SimulatedFaultSchedule faults,
            SimulationLog log,
            Consumer<Ended> ends,
            Consumer<Run> nesting) {
        this.scheduler = scheduler;
        this.faults = faults;
        this.log = log;
        this.ends = ends;
        this.nesting = nesting;
    }

    /// One execution.
    static final class Run {
        private final String arn;
        private final String input;
        private RunnerStatus status = new RunnerStatus.Running();

        private Run(String arn, String input) {
            this.arn = arn;
            this.input = input;
        }

        String arn() {
            return arn;
        }

        String input() {
            return input;
        }

        boolean isRunning() {
            return status instanceof RunnerStatus.Running;
        }
    }

    /// Ends an execution that started a nested batch.
    void succeed(Run run, String output) {
        if (run.isRunning()) {
            end(run, new RunnerStatus.Succeeded(output));
        }
    }

    /// The content of the event of an execution's end.
    record Ended(
            String executionArn,
            String status,
            @Nullable String output,
            @Nullable String error) {}

    private void pass() {
        scheduler.sleep(faults.between(FAST, USUAL));
    }

    private static String arn(String machine, String name) {
        return machine.replace(":stateMachine:", ":execution:") + ":" + name;
    }

    @Override
    public StartResult start(String machine, String name, byte[] input) {
        pass();
        if (faults.occurs(SimulatedFault.THROTTLED)) {
            return new StartResult.NotNow("ThrottlingException", true);
        }
        String arn = arn(machine, name);
        String text = new String(input, StandardCharsets.UTF_8);
        Run run = runs.get(arn);
        boolean isNew = run == null;
        if (run == null) {
            run = new Run(arn, text);
            runs.put(arn, run);
            begin(machine, name, run);
        }
        pass();
        if (faults.occurs(SimulatedFault.REPLY_LOST)) {
            return new StartResult.NotNow("no reply", false);
        }
        boolean runs = run.input.equals(text) && run.status instanceof RunnerStatus.Running;
        return isNew || runs ? new StartResult.Running() : new StartResult.Ended();
    }

    private void begin(String machine, String name, Run run) {
        SimulatedBatch.Runner runner = SimulatedBatch.Runner.of(machine);
        boolean fails = runner == SimulatedBatch.Runner.FAILS_ONCE && failed.add(name.replaceAll("-r\\d+$", ""));
        scheduler.after(faults.between(SHORTEST, LONGEST), () -> {
            if (!run.isRunning()) {
                return;
            }
            if (runner == SimulatedBatch.Runner.NESTING) {
                nesting.accept(run);
            } else {
                String output = runner == SimulatedBatch.Runner.VERBOSE ? verbose(run.input) : run.input;
                end(run, fails ? new RunnerStatus.Failed("Runner.Failed", null) : new RunnerStatus.Succeeded(output));
            }
        });
    }

    private static String verbose(String input) {
        return input.substring(0, input.lastIndexOf('}')) + ",\"protocol\":\"" + "x".repeat(PROTOCOL) + "\"}";
    }

    private void end(Run run, RunnerStatus how) {
        run.status = how;
        log.add(
                "sfn",
                run.arn.substring(run.arn.lastIndexOf(':') + 1) + " ended: "
                        + how.getClass().getSimpleName());
        ends.accept(
                how instanceof RunnerStatus.Succeeded(String output)
                        ? new Ended(run.arn, "SUCCEEDED", output, null)
                        : new Ended(run.arn, "FAILED", null, "Runner.Failed"));
    }

    @Override
    public RunnerStatus describe(String executionArn) {
        pass();
        if (faults.occurs(SimulatedFault.THROTTLED)) {
            return new RunnerStatus.NotNow("ThrottlingException");
        }
        Run run = runs.get(executionArn);
        return run == null ? new RunnerStatus.Unknown() : run.status;
    }

    @Override
    public Optional<Set<String>> running(String machine) {
        pass();
        if (faults.occurs(SimulatedFault.THROTTLED)) {
            return Optional.empty();
        }
        String prefix = arn(machine, "");
        return Optional.of(runs.values().stream()
                .filter(run -> run.arn.startsWith(prefix) && run.status instanceof RunnerStatus.Running)
                .map(run -> run.arn.substring(prefix.length()))
                .collect(Collectors.toSet()));
    }

    @Override
    public StopResult stop(String executionArn, String error, String cause) {
        pass();
        if (faults.occurs(SimulatedFault.THROTTLED)) {
            return new StopResult.NotNow("ThrottlingException", true);
        }
        Run run = runs.get(executionArn);
        if (run == null) {
            return new StopResult.Unknown();
        }
        if (run.status instanceof RunnerStatus.Running) {
            end(run, new RunnerStatus.Failed(error, cause));
        }
        return new StopResult.Ended();
    }

    @Override
    public Events events(String executionArn) {
        pass();
        return runs.containsKey(executionArn) ? new Events.Counted(1) : new Events.Unknown();
    }
}
