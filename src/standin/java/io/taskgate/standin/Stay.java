package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One stay in a state, over all its tries: Retry and Catch are kept here, for the states that have them.
final class Stay {

    private final Flow flow;
    private final Behaviour behaviour;
    private final long entered;
    private final long before;
    private StateRun run;
    private Retries retries;
    private Optional<Instant> retryAt = Optional.empty();

    /// @param entered the id of the event that tells of the entering
    /// @param before  the event that this one points back to
    Stay(Flow flow, StateRun run, long entered, long before) {
        this.flow = flow;
        this.run = run;
        this.entered = entered;
        this.before = before;
        this.behaviour = Behaviour.of(run.state());
        this.retries = new Retries(run.state().path("Retry"));
    }

    /// As it was before the stand-ins were started again.
    Stay(Flow flow, JsonNode saved, StateRun run) {
        this(flow, run, saved.path("entered").asLong(), saved.path("before").asLong());
        this.retries.use(saved.path("retries"));
        this.run = run.in(run.context().retried(retries.count()));
        this.retryAt = Saved.instant(saved.path("retryAt"));
        behaviour.restore(this, saved.path("does"));
    }

    ObjectNode saved() {
        ObjectNode saved = Json.object()
                .put("entered", entered)
                .put("before", before)
                .put("at", run.context().entered().toString());
        saved.set("retries", retries.used());
        retryAt.ifPresent(at -> saved.put("retryAt", at.toString()));
        return saved.set("does", behaviour.saved());
    }

    /// On with what it waited for when the stand-ins ended.
    Move resume() {
        return retryAt.map(this::again).orElseGet(() -> behaviour.resume(this));
    }

    private Move again(Instant at) {
        return Move.until(at, kit().timers(), () -> {
            retryAt = Optional.empty();
            return begin();
        });
    }

    Flow flow() {
        return flow;
    }

    Kit kit() {
        return flow.kit();
    }

    StateRun run() {
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

    Move begin() {
        return behaviour.begin(this);
    }

    /// Leaves with the result of a Task, Map or Parallel.
    Move left(JsonNode result) {
        return new Move.Leave(run.exit(run.selected(within(result))));
    }

    /// What is handed to a service, a branch or an iteration, or comes back from it.
    ///
    /// @throws StateFailure `States.DataLimitExceeded`
    JsonNode within(JsonNode data) {
        if (Json.bytes(data.toString()) > Limits.STATE_BYTES) {
            throw StateFailure.tooLarge(run.name());
        }
        return data;
    }

    /// Tries are counted anew, as AWS does.
    Move redrive() {
        retries = new Retries(run.state().path("Retry"));
        retryAt = Optional.empty();
        run = run.in(run.context().retried(0));
        return behaviour.redrive(this);
    }

    /// Tries again, or goes the way of a Catch.
    ///
    /// @throws StateFailure the same, when neither meets it
    Move recover(StateFailure failure) {
        Optional<Duration> wait = retries.next(failure);
        if (wait.isPresent()) {
            run = run.in(run.context().retried(retries.count()));
            Instant at = kit().timers().now().plus(wait.get());
            retryAt = Optional.of(at);
            return again(at);
        }
        behaviour.givenUp(this, failure);
        return new Move.Leave(run.caught(failure).orElseThrow(() -> failure));
    }

    void tellAborted(long cause) {
        behaviour.tellAborted(cause);
    }
}
