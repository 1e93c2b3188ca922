package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.TokenDigest;
import io.taskgate.standin.activity.Activities;
import io.taskgate.standin.definition.NameRule;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.interpreter.Interpreter;
import io.taskgate.standin.interpreter.InterpreterContext;
import io.taskgate.standin.interpreter.map.MapRuns;
import io.taskgate.standin.mock.IntegrationMocks;
import io.taskgate.standin.stepfunctions.content.SpillFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The Step Functions stand-in: the executions of state machines, and the tokens that they wait for.
public final class StandInStepFunctions implements AutoCloseable {

    /// The maximum size of an output in the truth log.
    private static final int TOLD_BYTES = 2_048;

    private final Timers timers;
    private final CallLog truth;
    private final InterpreterContext kit;
    private final Consumer<Execution> changes;
    private final ExecutionArchive archive;
    private final SpillFile spilled = new SpillFile();
    private final IssuedTokens tokens = new IssuedTokens();
    private final StateMachines machines;
    private final MapRuns mapRuns = new MapRuns();
    private final Activities activities;
    private final MachineTags tags = new MachineTags();
    private final IntegrationMocks mocks;
    private final Map<String, Execution> executions = new LinkedHashMap<>();

    /// @param changes notified of the start and the end of each execution
    /// @param archive the store of executions, which must be open
    /// @param mocks the mocked responses of integrations
    public StandInStepFunctions(
            Timers timers,
            CallLog truth,
            Integrations integrations,
            Consumer<Execution> changes,
            ExecutionArchive archive,
            IntegrationMocks mocks) {
        this.timers = timers;
        this.truth = truth;
        this.kit = new InterpreterContext(timers, tokens, integrations, this);
        this.changes = changes;
        this.archive = archive;
        this.machines = new StateMachines(timers);
        this.activities = new Activities(timers);
        this.mocks = mocks;
    }

    /// Creates a stand-in with its own mocks.
    public StandInStepFunctions(
            Timers timers,
            CallLog truth,
            Integrations integrations,
            Consumer<Execution> changes,
            ExecutionArchive archive) {
        this(timers, truth, integrations, changes, archive, new IntegrationMocks());
    }

    /// Creates a stand-in without persistence.
    public StandInStepFunctions(Timers timers, CallLog truth, Integrations integrations, Consumer<Execution> changes) {
        this(timers, truth, integrations, changes, new ExecutionArchive(Optional.empty()));
    }

    /// Restores the executions of an archive.
    ///
    /// @param arns the ARNs in this realm
    /// @return resumes the executions that were running
    public synchronized Runnable restore(List<String> arns) {
        ExecutionRestorer restored = new ExecutionRestorer(kit, this::ended);
        List<Execution> underWay = new ArrayList<>();
        for (String arn : arns) {
            ObjectNode saved = archive.read(arn);
            Execution execution = restored.execution(saved);
            executions.put(arn, execution);
            if (execution.status() == Execution.Status.RUNNING) {
                underWay.add(execution);
            } else {
                execution.spill(spilled, Optional.ofNullable(saved.get("flow")));
                spilling(execution);
            }
        }
        underWay.forEach(execution -> restored.runner(execution, archive.read(execution.arn()))
                .ifPresent(runner -> runBy(execution, runner)));
        return restored::resume;
    }

    public StateMachine create(String name, String definition, String roleArn) {
        return machines.create(name, definition, roleArn, false, MachineSettings.DEFAULT);
    }

    public StateMachines machines() {
        return machines;
    }

    public MapRuns mapRuns() {
        return mapRuns;
    }

    public Activities activities() {
        return activities;
    }

    public MachineTags tags() {
        return tags;
    }

    /// Returns the mocked responses of integrations.
    public IntegrationMocks mocks() {
        return mocks;
    }

    public Instant now() {
        return timers.now();
    }

    /// Starts an execution, or returns the running one with the same name and input.
    public Execution start(String machineArn, String name, String input) {
        Execution execution;
        synchronized (this) {
            StateMachine machine = machines.resolve(machineArn);
            Execution existing = executions.get(Arns.execution(machine.name(), name));
            if (existing != null && !machine.express()) {
                return same(existing, input);
            }
            execution = added(machine, NameRule.check(name), checked(input), Optional.empty());
        }
        run(execution);
        return execution;
    }

    /// Creates an execution for a single state, which is not stored.
    public Execution scratch(StateMachine machine, String input) {
        return Execution.start(
                new Execution.Made(machine, UUID.randomUUID().toString(), input, Optional.empty(), timers.now()),
                timers,
                _ -> {});
    }

    /// Returns the collaborators of every state.
    public InterpreterContext kit() {
        return kit;
    }

    /// Starts a child execution of a Map Run.
    public Execution startChild(StateMachine machine, String input, String mapRun) {
        Execution child;
        synchronized (this) {
            child = added(machine, UUID.randomUUID().toString(), input, Optional.of(mapRun));
        }
        run(child);
        return child;
    }

    private Execution added(StateMachine machine, String name, String input, Optional<String> mapRun) {
        Execution.Made made = new Execution.Made(machine, name, input, mapRun, timers.now());
        Execution execution = Execution.start(made, timers, this::ended);
        archive.started(execution);
        executions.put(execution.arn(), execution);
        truth.add(line("StartExecution", execution));
        return execution;
    }

    private void run(Execution execution) {
        changes.accept(execution);
        Interpreter interpreter = new Interpreter(execution, kit, Optional.empty());
        runBy(execution, interpreter);
        interpreter.start();
    }

    private void runBy(Execution execution, Interpreter interpreter) {
        execution.runBy(interpreter);
        spilling(execution);
    }

    private void spilling(Execution execution) {
        execution.spilledBy(() -> spill(execution));
        if (archive.isKept(execution)) {
            execution.keptBy(() ->
                    execution.runner().ifPresent(running -> archive.happened(execution, Optional.of(running.saved()))));
        }
    }

    /// The saved form of an interpreter does not contain Map Runs, so an interpreter with a Map Run stays in
    /// memory.
    private void spill(Execution execution) {
        execution.keep();
        execution.spill(spilled, mapRuns.of(execution).isEmpty());
    }

    private Interpreter recalled(Execution execution) {
        Optional<JsonNode> saved = execution.recall();
        return execution.runner().orElseGet(() -> {
            Interpreter interpreter = new Interpreter(execution, kit, saved);
            runBy(execution, interpreter);
            return interpreter;
        });
    }

    /// Redrives an execution from the state that failed.
    ///
    /// @throws AwsError ExecutionNotRedrivable
    public void redrive(Execution execution) {
        synchronized (execution) {
            execution.awaitClosed();
            RedriveStatus redrives = RedriveStatus.status(execution, timers.now());
            if (!redrives.isAllowed()) {
                throw new AwsError(
                        "ExecutionNotRedrivable",
                        redrives.reason()
                                .orElse("The execution is redriven with its Map Run, by redriving its parent"));
            }
            recalled(execution).redrive();
        }
        archive.happened(execution, Optional.empty());
        changes.accept(execution);
    }

    /// Redrives an execution together with its Map Run.
    public void redriveChild(Execution child) {
        synchronized (child) {
            child.awaitClosed();
            recalled(child).redrive();
        }
        archive.happened(child, Optional.empty());
        changes.accept(child);
    }

    private static Execution same(Execution existing, String input) {
        if (existing.status() == Execution.Status.RUNNING && existing.input().equals(input)) {
            return existing;
        }
        throw new AwsError("ExecutionAlreadyExists", "Execution Already Exists: '" + existing.arn() + "'");
    }

    private static String checked(String input) {
        if (StatesJson.bytes(input) > ServiceLimits.STATE_BYTES) {
            throw AwsError.validation("1 validation error detected: Value at 'input' failed to satisfy constraint: "
                    + "Member must have length less than or equal to " + ServiceLimits.STATE_BYTES);
        }
        if (StatesJson.parse(input).isEmpty()) {
            throw new AwsError("InvalidExecutionInput", "Invalid State Machine Execution Input: 'not JSON'");
        }
        return input;
    }

    public synchronized Execution execution(String arn) {
        return Optional.ofNullable(executions.get(arn))
                .orElseThrow(() -> new AwsError("ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'"));
    }

    /// Returns the executions, newest first.
    public synchronized List<Execution> executions(Predicate<Execution> wanted) {
        return new ArrayList<>(executions.values())
                .reversed().stream().filter(wanted).toList();
    }

    public void stop(Execution execution, ObjectNode details) {
        execution.end(Execution.Status.ABORTED, details, 0);
    }

    public void succeed(String token, String output) {
        Optional<WaitingTask> task = tokens.find(token);
        if (StatesJson.bytes(output) > ServiceLimits.STATE_BYTES) {
            throw new AwsError(
                    "InvalidOutput",
                    "Invalid Output: the output is larger than " + ServiceLimits.STATE_BYTES + " bytes");
        }
        if (StatesJson.parse(output).isEmpty()) {
            throw new AwsError("InvalidOutput", "Invalid Output: 'not JSON'");
        }
        settle(
                "SendTaskSuccess",
                task.orElseThrow(StandInStepFunctions::closed),
                new TaskOutcome.Succeeded(output),
                told(output));
    }

    /// A small output is part of the truth log, so that a checker can compare it with a worker's answer.
    private static ObjectNode told(String output) {
        ObjectNode told = StatesJson.object().put("outputBytes", StatesJson.bytes(output));
        return StatesJson.bytes(output) > TOLD_BYTES ? told : told.put("output", output);
    }

    public void fail(String token, TaskOutcome.Failed failure) {
        WaitingTask task = tokens.find(token).orElseThrow(StandInStepFunctions::closed);
        settle("SendTaskFailure", task, failure, StatesJson.object().put("error", failure.error()));
    }

    /// Returns whether this stand-in has issued the token, open or closed.
    public boolean hasIssued(String token) {
        return tokens.has(token);
    }

    public void heartbeat(String token) {
        WaitingTask task = tokens.find(token).orElseThrow(StandInStepFunctions::closed);
        if (!task.beat()) {
            throw closed();
        }
        archive.beaten(task);
        record("SendTaskHeartbeat", task, StatesJson.object());
    }

    /// Called under the lock of the truth log, so that its order is the order of the accepted outcomes.
    private void settle(String operation, WaitingTask task, TaskOutcome outcome, ObjectNode more) {
        synchronized (truth) {
            if (!task.settle(outcome)) {
                throw closed();
            }
            archive.answered(task, outcome);
            record(operation, task, more);
        }
    }

    @Override
    public void close() {
        spilled.close();
    }

    /// Returns AWS's error for an expired task and for a settled one.
    private static AwsError closed() {
        return new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }

    /// Applies a fault to a call about a task: known or unknown, open or closed.
    public void struck(String operation, String token) {
        if (!token.isEmpty()) {
            truth.add(StatesJson.object()
                    .put("at", timers.now().toString())
                    .put("struck", operation)
                    .put("tokenSha256", TokenDigest.sha256(token)));
        }
    }

    private void record(String operation, WaitingTask task, ObjectNode more) {
        ObjectNode line = line(operation, task.execution());
        line.put("state", task.state()).put("tokenSha256", TokenDigest.sha256(task.token()));
        line.setAll(more);
        truth.add(line);
    }

    private ObjectNode line(String operation, Execution execution) {
        return StatesJson.object()
                .put("at", timers.now().toString())
                .put("applied", operation)
                .put("executionArn", execution.arn());
    }

    private void ended(Execution execution) {
        ObjectNode line = line("ExecutionEnd", execution);
        line.put("status", execution.status().name());
        JsonNode error = execution.ending().get("error");
        if (error != null) {
            line.set("error", error);
        }
        archive.happened(execution, Optional.empty());
        truth.add(line);
        changes.accept(execution);
    }
}
