package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/// One stay in a state, over all its tries: Retry and Catch are kept here, for the states that have them.
final class Stay {

    private final Flow flow;
    private final Behaviour behaviour;
    private final long entered;
    private final long before;
    private StateRun run;
    private Retries retries;

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
            return Move.pause(kit().timers(), wait.get(), this::begin);
        }
        behaviour.givenUp(this, failure);
        return new Move.Leave(run.caught(failure).orElseThrow(() -> failure));
    }

    void tellAborted(long cause) {
        behaviour.tellAborted(cause);
    }
}
