package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/// The Wait state.
final class WaitState implements Behaviour {

    private Optional<Instant> until = Optional.empty();

    @Override
    public Move begin(Stay stay) {
        until = Optional.of(until(stay.run(), stay.kit().timers().now()));
        return resume(stay);
    }

    @Override
    public Move resume(Stay stay) {
        StateRun run = stay.run();
        return Move.until(until.orElseThrow(), stay.kit().timers(), () -> new Move.Leave(run.exit(run.input())));
    }

    @Override
    public ObjectNode saved() {
        return Json.object().put("until", until.map(Instant::toString).orElse(null));
    }

    @Override
    public void restore(Stay stay, JsonNode saved) {
        until = Saved.instant(saved.path("until"));
    }

    private static Instant until(StateRun run, Instant now) {
        JsonNode timestamp = run.either("Timestamp");
        if (!timestamp.isMissingNode()) {
            return Choices.instant(timestamp)
                    .orElseThrow(() -> StateFailure.runtime(
                            "Timestamp of state '" + run.name() + "' is not a time: " + run.state()));
        }
        JsonNode seconds = run.either("Seconds");
        if (!seconds.canConvertToExactIntegral()) {
            throw StateFailure.runtime("The SecondsPath parameter cannot be parsed as a long value: " + seconds);
        }
        return now.plusSeconds(seconds.asLong());
    }
}
