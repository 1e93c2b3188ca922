package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.ChoiceRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The states that reach nothing beyond their flow: Pass, Choice, Succeed, Fail.
final class SimpleStates {

    private SimpleStates() {}

    static Continuation pass(StateVisit stay) {
        StateRun run = stay.run();
        JsonNode result = run.state().path("Result");
        // a Pass in JSONata has no Arguments
        return new Continuation.Leave(
                run.exit(!result.isMissingNode() ? result : run.query() ? run.input() : run.parameters()));
    }

    static Continuation choice(StateVisit stay) {
        StateRun run = stay.run();
        Optional<JsonNode> rule = ChoiceRules.rule(run);
        JsonNode next = rule.map(met -> met.path("Next")).orElse(run.state().path("Default"));
        if (!next.isTextual()) {
            throw new StateFailure(
                    "States.NoChoiceMatched", "No choice rule matched and no Default in state '" + run.name() + "'");
        }
        JsonNode met = rule.orElse(run.state());
        JsonNode input = run.input();
        JsonNode output = run.query() ? run.output(met.path("Output"), "result", input) : run.outputPath(input);
        return new Continuation.Leave(
                new StateOutput(output, Optional.of(next.asText()), run.assigned(met.path("Assign"), "result", input)));
    }

    static Continuation succeed(StateVisit stay) {
        StateRun run = stay.run();
        return new Continuation.Leave(
                new StateOutput(run.exit(run.input()).output(), Optional.empty(), run.variables()));
    }

    static Continuation fail(StateVisit stay) {
        throw new StateFailure(text(stay.run(), "Error"), text(stay.run(), "Cause"));
    }

    private static @Nullable String text(StateRun run, String field) {
        JsonNode value = run.either(field);
        return value.isMissingNode() ? null : value.asText();
    }
}
