package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.StateSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One visit to a state over all its attempts, which handles Retry and Catch.
public final class StateVisit {

    private final StateFlow flow;
    private final StateHandler behaviour;
    private final long entered;
    private final long before;
    private StateRun run;
    private RetryCounters retries;
    private Optional<Instant> retryAt = Optional.empty();

    /// @param entered the ID of the entry event
    /// @param before the previous event of the entry
    StateVisit(StateFlow flow, StateRun run, long entered, long before) {
        this.flow = flow;
        this.run = run;
        this.entered = entered;
        this.before = before;
        this.behaviour = StateHandler.of(run.state());
        this.retries = new RetryCounters(run.state().path("Retry"));
    }

    /// Restores a visit from before a restart of the stand-ins.
    StateVisit(StateFlow flow, JsonNode saved, StateRun run) {
        this(flow, run, saved.path("entered").asLong(), saved.path("before").asLong());
        this.retries.use(saved.path("retries"));
        this.run = run.in(run.context().retried(retries.count()));
        this.retryAt = StateSerializer.instant(saved.path("retryAt"));
        behaviour.restore(this, saved.path("does"));
    }

    ObjectNode saved() {
        ObjectNode saved = StatesJson.object()
                .put("entered", entered)
                .put("before", before)
                .put("at", run.context().entered().toString());
        saved.set("retries", retries.used());
        retryAt.ifPresent(at -> saved.put("retryAt", at.toString()));
        return saved.set("does", behaviour.saved());
    }

    /// Resumes its wait from before a restart of the stand-ins.
    Continuation resume() {
        return retryAt.map(this::again).orElseGet(() -> behaviour.resume(this));
    }

    private Continuation again(Instant at) {
        return Continuation.until(at, kit().timers(), () -> {
            retryAt = Optional.empty();
            return begin();
        });
    }

    public StateFlow flow() {
        return flow;
    }

    public InterpreterContext kit() {
        return flow.kit();
    }

    public StateRun run() {
        return run;
    }

    String type() {
        return run.state().path("Type").asText();
    }

    long entered() {
        return entered;
    }

    long before() {
        return before;
    }

    Continuation begin() {
        return behaviour.begin(this);
    }

    /// Exits the state with the result of a Task, Map or Parallel.
    public Continuation left(JsonNode result) {
        return new Continuation.Leave(run.exit(run.selected(within(result))));
    }

    /// Checks the size of data passed to or returned from a service, a branch or an iteration.
    ///
    /// @throws StateFailure `StandInStepFunctions.DataLimitExceeded`
    public JsonNode within(JsonNode data) {
        if (StatesJson.bytes(data.toString()) > ServiceLimits.STATE_BYTES) {
            throw StateFailure.tooLarge(run.name());
        }
        return data;
    }

    /// Resets the attempts, as AWS does.
    Continuation redrive() {
        retries = new RetryCounters(run.state().path("Retry"));
        retryAt = Optional.empty();
        run = run.in(run.context().retried(0));
        return behaviour.redrive(this);
    }

    /// Retries, or follows a Catch.
    ///
    /// @throws StateFailure the same failure, if neither matches
    Continuation recover(StateFailure failure) {
        Optional<Duration> wait = retries.next(failure);
        if (wait.isPresent()) {
            run = run.in(run.context().retried(retries.count()));
            Instant at = kit().timers().now().plus(wait.get());
            retryAt = Optional.of(at);
            return again(at);
        }
        behaviour.givenUp(this, failure);
        return new Continuation.Leave(run.caught(failure).orElseThrow(() -> failure));
    }

    void tellAborted(long cause) {
        behaviour.tellAborted(cause);
    }
}
