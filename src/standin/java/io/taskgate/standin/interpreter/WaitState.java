package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ChoiceRules;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.StateSerializer;
import java.time.Instant;
import java.util.Optional;

/// The Wait state.
final class WaitState implements StateHandler {

    private Optional<Instant> until = Optional.empty();

    @Override
    public Continuation begin(StateVisit stay) {
        until = Optional.of(until(stay.run(), stay.kit().timers().now()));
        return resume(stay);
    }

    @Override
    public Continuation resume(StateVisit stay) {
        StateRun run = stay.run();
        return Continuation.until(
                until.orElseThrow(), stay.kit().timers(), () -> new Continuation.Leave(run.exit(run.input())));
    }

    @Override
    public ObjectNode saved() {
        return StatesJson.object().put("until", until.map(Instant::toString).orElse(null));
    }

    @Override
    public void restore(StateVisit stay, JsonNode saved) {
        until = StateSerializer.instant(saved.path("until"));
    }

    static Instant until(StateRun run, Instant now) {
        JsonNode timestamp = run.either("Timestamp");
        if (!timestamp.isMissingNode()) {
            return ChoiceRules.instant(timestamp)
                    .orElseThrow(() -> StateFailure.runtime(
                            "Timestamp of state '" + run.name() + "' is not a time: " + run.state()));
        }
        JsonNode seconds = run.either("Seconds");
        String given = run.state().path("SecondsPath").asText("Seconds") + " == " + seconds;
        if (!seconds.canConvertToExactIntegral()) {
            throw StateFailure.runtime("The SecondsPath parameter cannot be parsed as a long value: " + given);
        }
        if (seconds.asLong() < 0) {
            throw StateFailure.runtime("The SecondsPath parameter references a negative value: " + given);
        }
        return now.plusSeconds(seconds.asLong());
    }
}
