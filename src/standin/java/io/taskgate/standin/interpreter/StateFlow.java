package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StateSerializer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One path through states: an execution's own, a Parallel's branch, or an iteration of a Map. Only its
/// execution's strand touches it, one turn for each state and each thing waited for; between turns it is a few
/// objects.
public final class StateFlow {

    /// States whose abortion the history tells of.
    private static final Set<String> ABORTABLE = Set.of("Task", "Wait", "Map", "Parallel");

    /// The way in which the flow ended.
    sealed interface Ending {
        record Running() implements Ending {}

        record Succeeded(JsonNode output) implements Ending {}

        record Failed(StateFailure failure) implements Ending {}

        record Aborted() implements Ending {}
    }

    /// The position of a flow in its execution.
    ///
    /// @param definition with StartAt and States
    /// @param item       of the Map around it
    record Place(InterpreterContext kit, Execution execution, JsonNode definition, Optional<ObjectNode> item) {

        Place of(JsonNode branch) {
            return new Place(kit, execution, branch, item);
        }

        Place of(JsonNode processor, ObjectNode each) {
            return new Place(kit, execution, processor, Optional.of(each));
        }
    }

    private record At(String state, JsonNode data) {}

    private final Place place;
    private final Consumer<StateFlow> whenEnded;
    private Map<String, JsonNode> variables;
    private At at;
    private Optional<StateVisit> stay = Optional.empty();
    private long last;
    private Ending ending = new Ending.Running();
    private Runnable callOff = () -> {};
    private int waits;

    /// @param previous the event that its first one points back to
    StateFlow(
            Place place,
            JsonNode input,
            Map<String, JsonNode> variables,
            long previous,
            Consumer<StateFlow> whenEnded) {
        this.place = place;
        this.variables = variables;
        this.last = previous;
        this.whenEnded = whenEnded;
        this.at = new At(place.definition().path("StartAt").asText(), input);
    }

    /// As it was before the stand-ins were started again.
    StateFlow(Place place, JsonNode saved, Consumer<StateFlow> whenEnded) {
        this(
                place,
                saved.path("data"),
                StateSerializer.fields(saved.path("variables")),
                saved.path("last").asLong(),
                whenEnded);
        at = new At(saved.path("state").asText(), saved.path("data"));
        if (saved.has("output")) {
            ending = new Ending.Succeeded(saved.get("output"));
        } else if (!saved.path("running").asBoolean()) {
            ending = new Ending.Aborted();
        }
        if (saved.has("stay")) {
            stay = Optional.of(new StateVisit(
                    this,
                    saved.get("stay"),
                    run(StateSerializer.instant(saved.at("/stay/at")).orElseThrow())));
        }
    }

    /// Returns the saved state of the flow between two steps.
    ObjectNode saved() {
        ObjectNode saved = StatesJson.object().put("state", at.state()).put("last", last);
        saved.set("data", at.data());
        saved.set("variables", StateSerializer.object(variables));
        switch (ending) {
            case Ending.Running() -> saved.put("running", true);
            case Ending.Succeeded(JsonNode output) -> saved.set("output", output);
            case Ending.Failed _, Ending.Aborted() -> {}
        }
        stay.ifPresent(existing -> saved.set("stay", existing.saved()));
        return saved;
    }

    /// On with what it waited for when the stand-ins ended.
    void resume() {
        if (ending instanceof Ending.Running) {
            execution()
                    .strand()
                    .execute(() -> turn(stay.<Supplier<Continuation>>map(existing -> existing::resume)
                            .orElse(this::enter)));
        }
    }

    InterpreterContext kit() {
        return place.kit();
    }

    public Execution execution() {
        return place.execution();
    }

    Place place() {
        return place;
    }

    Map<String, JsonNode> variables() {
        return variables;
    }

    Ending ending() {
        return ending;
    }

    /// The event that its next one points back to.
    long last() {
        return last;
    }

    void last(long id) {
        last = id;
    }

    public void event(String type, String detailsName, ObjectNode details) {
        last = aside(type, detailsName, details);
    }

    /// An event that the next one does not point back to.
    public long aside(String type, String detailsName, ObjectNode details) {
        return execution().add(last, type, detailsName, details);
    }

    /// Begins, or goes on with the state that `at` names.
    void start() {
        execution().strand().execute(() -> turn(this::enter));
    }

    /// Goes on where it was failed or aborted; what succeeded stays as it is.
    void redrive() {
        if (ending instanceof Ending.Succeeded) {
            whenEnded.accept(this);
            return;
        }
        ending = new Ending.Running();
        execution()
                .strand()
                .execute(() -> turn(stay.<Supplier<Continuation>>map(existing -> existing::redrive)
                        .orElse(this::enter)));
    }

    private Continuation enter() {
        String type = state().path("Type").asText();
        long before = last;
        event(
                type + "StateEntered",
                "stateEnteredEventDetails",
                Execution.included(
                        StatesJson.object().put("input", at.data().toString()).put("name", at.state()),
                        "inputDetails"));
        StateVisit entered = new StateVisit(this, run(kit().timers().now()), last, before);
        stay = Optional.of(entered);
        return entered.begin();
    }

    private JsonNode state() {
        return place.definition().path("States").path(at.state());
    }

    private StateRun run(Instant entered) {
        ContextObject context = new ContextObject(
                execution(), at.state(), entered, 0, place.item(), Optional.empty(), Optional.empty());
        return new StateRun(at.state(), state(), execution().machine().isQuery(state()), at.data(), variables, context);
    }

    private void turn(Supplier<Continuation> work) {
        if (!(ending instanceof Ending.Running)) {
            return;
        }
        try {
            switch (attempted(work)) {
                case Continuation.Leave(StateOutput step) -> leave(step);
                case Continuation.Hold(Continuation.Wait on) -> hold(on);
            }
        } catch (StateFailure uncaught) {
            end(new Ending.Failed(uncaught));
        }
    }

    private Continuation attempted(Supplier<Continuation> work) {
        try {
            return work.get();
        } catch (StateFailure failure) {
            StateVisit existing = stay.orElseThrow(() -> failure);
            if (failure.isUntoldEvaluation()) {
                evaluationFailed(existing, failure);
            }
            return existing.recover(failure);
        }
    }

    /// As recorded: it points past the event of the entering.
    private void evaluationFailed(StateVisit existing, StateFailure failure) {
        if (last == existing.entered()) {
            last = existing.before();
        }
        ObjectNode details = failure.details().put("state", existing.run().name());
        event("EvaluationFailed", "evaluationFailedEventDetails", details);
    }

    private void hold(Continuation.Wait wait) {
        int turn = ++waits;
        callOff = wait.begin(next -> execution().strand().execute(() -> {
            if (turn == waits) {
                callOff = () -> {};
                turn(next);
            }
        }));
    }

    private void leave(StateOutput step) {
        StateVisit left = stay.orElseThrow();
        String output = step.output().toString();
        if (StatesJson.bytes(output) > ServiceLimits.STATE_BYTES) {
            throw StateFailure.tooLarge(left.run().name());
        }
        event(
                left.type() + "StateExited",
                "stateExitedEventDetails",
                Execution.included(
                        StatesJson.object().put("name", left.run().name()).put("output", output), "outputDetails"));
        variables = step.variables();
        stay = Optional.empty();
        if (step.next().isPresent()) {
            at = new At(step.next().get(), step.output());
            start();
        } else {
            end(new Ending.Succeeded(step.output()));
        }
    }

    private void end(Ending how) {
        ending = how;
        whenEnded.accept(this);
    }

    /// Calls off what it waits for, and its children with it.
    void abort() {
        if (ending instanceof Ending.Running) {
            ending = new Ending.Aborted();
            waits++;
            callOff.run();
            callOff = () -> {};
        }
    }

    /// Tells that the state it stands in was aborted, with what runs within that state.
    ///
    /// @param cause the event that led to it
    void tellAborted(long cause) {
        stay.ifPresent(existing -> {
            existing.tellAborted(cause);
            boolean told = ending instanceof Ending.Aborted
                    ? ABORTABLE.contains(existing.type())
                    // as recorded: of a task that failed, too
                    : existing.type().equals("Task");
            if (told) {
                execution().add(cause, existing.type() + "StateAborted", "", StatesJson.object());
            }
        });
    }
}
