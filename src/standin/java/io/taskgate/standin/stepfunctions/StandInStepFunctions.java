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

/// Step Functions: the executions of its state machines, and the tokens these wait for.
public final class StandInStepFunctions implements AutoCloseable {

    /// The largest output that stands in the truth.
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
    private final IntegrationMocks mocks = new IntegrationMocks();
    private final Map<String, Execution> executions = new LinkedHashMap<>();

    /// @param changes told of each execution when it starts and when it ends
    /// @param archive where executions are kept; open
    public StandInStepFunctions(
            Timers timers,
            CallLog truth,
            Integrations integrations,
            Consumer<Execution> changes,
            ExecutionArchive archive) {
        this.timers = timers;
        this.truth = truth;
        this.kit = new InterpreterContext(timers, tokens, integrations, this);
        this.changes = changes;
        this.archive = archive;
        this.machines = new StateMachines(timers);
        this.activities = new Activities(timers);
    }

    /// Nothing is kept.
    public StandInStepFunctions(Timers timers, CallLog truth, Integrations integrations, Consumer<Execution> changes) {
        this(timers, truth, integrations, changes, new ExecutionArchive(Optional.empty()));
    }

    /// Takes back the executions that an archive had.
    ///
    /// @param kept by ARN
    /// @return lets those that were under way go on
    public synchronized Runnable restore(Map<String, ObjectNode> kept) {
        ExecutionRestorer restored = new ExecutionRestorer(kit, this::ended);
        kept.forEach((arn, execution) -> executions.put(arn, restored.execution(execution)));
        kept.forEach((arn, saved) -> {
            Execution execution = executions.get(arn);
            restored.runner(execution, saved).ifPresent(runner -> runBy(execution, runner));
            spill(execution);
        });
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

    /// Returns the canned answers of integrations.
    public IntegrationMocks mocks() {
        return mocks;
    }

    public Instant now() {
        return timers.now();
    }

    /// The same name and input while the first runs is the same execution.
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

    /// Returns an execution for a single state. It is not kept.
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

    /// A child execution of a Map Run.
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
        execution.spilledBy(() -> spill(execution));
        if (archive.isKept(execution)) {
            execution.keptBy(() ->
                    execution.runner().ifPresent(running -> archive.happened(execution, Optional.of(running.saved()))));
        }
    }

    /// A Map Run is not in the saved form of an interpreter: with one, the interpreter stays in memory.
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

    /// On from where it failed.
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

    /// With its Map Run.
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

    /// Newest first.
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

    /// A small output is in the truth itself, so that a checker can compare it with what a worker said.
    private static ObjectNode told(String output) {
        ObjectNode told = StatesJson.object().put("outputBytes", StatesJson.bytes(output));
        return StatesJson.bytes(output) > TOLD_BYTES ? told : told.put("output", output);
    }

    public void fail(String token, TaskOutcome.Failed failure) {
        WaitingTask task = tokens.find(token).orElseThrow(StandInStepFunctions::closed);
        settle("SendTaskFailure", task, failure, StatesJson.object().put("error", failure.error()));
    }

    public void heartbeat(String token) {
        WaitingTask task = tokens.find(token).orElseThrow(StandInStepFunctions::closed);
        if (!task.beat()) {
            throw closed();
        }
        archive.beaten(task);
        record("SendTaskHeartbeat", task, StatesJson.object());
    }

    /// Under the lock of the truth, so that its order is the order in which outcomes were taken.
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

    /// AWS's word for a task that expired, and for one that was settled before.
    private static AwsError closed() {
        return new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }

    /// A fault strikes a call about a task: known or not, waiting or closed.
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
