package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.ChoiceRules;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The states without external effects: Pass, Choice, Succeed and Fail.
public final class SimpleStates {

    private SimpleStates() {}

    static Continuation pass(StateVisit stay) {
        return new Continuation.Leave(pass(stay.run()));
    }

    private static StateOutput pass(StateRun run) {
        JsonNode result = run.state().path("Result");
        // a Pass in JSONata has no Arguments
        return run.exit(!result.isMissingNode() ? result : run.query() ? run.input() : run.parameters());
    }

    static Continuation choice(StateVisit stay) {
        return new Continuation.Leave(choice(stay.run()));
    }

    private static StateOutput choice(StateRun run) {
        Optional<JsonNode> rule = ChoiceRules.rule(run);
        JsonNode next = rule.map(met -> met.path("Next")).orElse(run.state().path("Default"));
        if (!next.isTextual()) {
            throw new StateFailure(
                    "States.NoChoiceMatched", "No choice rule matched and no Default in state '" + run.name() + "'");
        }
        JsonNode met = rule.orElse(run.state());
        JsonNode input = run.input();
        JsonNode output = run.query() ? run.output(met.path("Output"), "result", input) : run.outputPath(input);
        return new StateOutput(output, Optional.of(next.asText()), run.assigned(met.path("Assign"), "result", input));
    }

    static Continuation succeed(StateVisit stay) {
        return new Continuation.Leave(succeed(stay.run()));
    }

    private static StateOutput succeed(StateRun run) {
        return new StateOutput(run.exit(run.input()).output(), Optional.empty(), run.variables());
    }

    static Continuation fail(StateVisit stay) {
        throw failure(stay.run());
    }

    private static StateFailure failure(StateRun run) {
        return new StateFailure(text(run, "Error"), text(run, "Cause"));
    }

    /// Returns the output of a state without calls and waits. A Wait ends immediately.
    ///
    /// @throws StateFailure if the state fails
    public static StateOutput output(StateRun run, Instant now) {
        return switch (run.state().path("Type").asText()) {
            case "Pass" -> pass(run);
            case "Choice" -> choice(run);
            case "Succeed" -> succeed(run);
            case "Fail" -> throw failure(run);
            case "Wait" -> {
                WaitState.until(run, now);
                yield run.exit(run.input());
            }
            default -> throw new IllegalArgumentException("not a simple state: " + run.name());
        };
    }

    private static @Nullable String text(StateRun run, String field) {
        JsonNode value = run.either(field);
        return value.isMissingNode() ? null : value.asText();
    }
}
