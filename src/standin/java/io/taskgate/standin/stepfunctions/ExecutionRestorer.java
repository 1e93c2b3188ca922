package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.Interpreter;
import io.taskgate.standin.interpreter.InterpreterContext;
import io.taskgate.standin.interpreter.StateFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Restores executions from an [ExecutionArchive]. Used once, by one thread, before any API call.
final class ExecutionRestorer {

    private static final String STOPPED =
            "the stand-ins were started again while this child execution was under way, and do not keep Map Runs";

    private final InterpreterContext kit;
    private final Consumer<Execution> whenEnded;
    private final Map<JsonNode, StateMachine> machines = new HashMap<>();
    private final List<Interpreter> underWay = new ArrayList<>();
    private final List<Execution> lost = new ArrayList<>();

    ExecutionRestorer(InterpreterContext kit, Consumer<Execution> whenEnded) {
        this.kit = kit;
        this.whenEnded = whenEnded;
    }

    /// Restores an execution with closed tokens, until [#takeUp] opens those that it waits for.
    Execution execution(ObjectNode kept) {
        JsonNode made = kept.path("made");
        StateMachine machine = machines.computeIfAbsent(made.path("machine"), ExecutionRestorer::machine);
        Execution execution = new Execution(
                new Execution.Made(
                        machine,
                        made.path("name").asText(),
                        made.path("input").asText(),
                        StateSerializer.text(made.path("mapRun")),
                        StateSerializer.instant(made.path("started")).orElseThrow()),
                standing(kept),
                kit.timers(),
                whenEnded);
        kept.path("issued").forEach(token -> kit.tokens().closed(token.asText()));
        return execution;
    }

    private static StateMachine machine(JsonNode kept) {
        String definition = kept.path("definition").asText();
        return new StateMachine(
                kept.path("name").asText(),
                definition,
                StatesJson.parsed(definition),
                kept.path("roleArn").asText(),
                StateSerializer.instant(kept.path("created")).orElseThrow(),
                false,
                MachineSettings.DEFAULT,
                new MachineOrigin(
                        StateSerializer.text(kept.path("revision")),
                        StateSerializer.text(kept.path("version")),
                        StateSerializer.text(kept.path("alias"))));
    }

    private static Execution.Standing standing(JsonNode kept) {
        List<Execution.Event> history = new ArrayList<>();
        kept.path("history").forEach(event -> history.add(StateSerializer.event(event)));
        return new Execution.Standing(
                history,
                Execution.Status.valueOf(kept.path("status").asText()),
                StateSerializer.instant(kept.path("stopped")),
                kept.path("redrives").asInt(),
                StateSerializer.instant(kept.path("redriven")),
                List.of());
    }

    /// Returns the interpreter of an execution that runs, which continues with [#resume]. Call it after all
    /// executions are restored.
    Optional<Interpreter> runner(Execution execution, ObjectNode kept) {
        if (execution.mapRun().isPresent()) {
            lost.add(execution);
            return Optional.empty();
        }
        Interpreter interpreter = new Interpreter(execution, kit, Optional.ofNullable(kept.get("flow")));
        answers(kept);
        underWay.add(interpreter);
        return Optional.of(interpreter);
    }

    /// Restores answers that were received but not processed.
    private void answers(ObjectNode kept) {
        kept.path("beats")
                .properties()
                .forEach(beat -> kit.tokens()
                        .find(beat.getKey())
                        .ifPresent(task -> task.beatenBy(
                                StateSerializer.instant(beat.getValue()).orElseThrow())));
        kept.path("answers")
                .properties()
                .forEach(answer -> kit.tokens()
                        .find(answer.getKey())
                        .ifPresent(task -> task.settle(StateSerializer.outcome(answer.getValue()))));
    }

    /// Resumes the waits of the executions.
    void resume() {
        lost.forEach(child -> child.end(
                Execution.Status.ABORTED, StateFailure.runtime(STOPPED).details(), 0));
        underWay.forEach(Interpreter::resume);
    }
}
