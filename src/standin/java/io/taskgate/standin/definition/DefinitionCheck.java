package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.interpreter.map.MapFields;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Rejects a definition at CreateStateMachine that the interpreter can't run as AWS does.
public final class DefinitionCheck {

    private final String language;
    private final Set<String> names = new HashSet<>();

    private DefinitionCheck(String language) {
        this.language = language;
    }

    /// @throws AwsError InvalidDefinition, naming the state and the error
    ///
    /// @param express whether the executions have the type EXPRESS
    public static JsonNode check(String definition, boolean express) {
        JsonNode asl = StatesJson.parse(definition).orElseThrow(() -> invalid("INVALID_JSON_DESCRIPTION: not JSON"));
        try {
            language(asl);
        } catch (IllegalArgumentException refused) {
            throw invalid(refused.getMessage());
        }
        new DefinitionCheck(asl.path("QueryLanguage").asText("JSONPath")).states(asl, "", Set.of(), express);
        return asl;
    }

    private static AwsError invalid(String what) {
        return new AwsError("InvalidDefinition", "Invalid State Machine Definition: '" + what + "'");
    }

    /// @param definition of the machine, a branch or an item processor
    /// @param at         its location in the machine
    /// @param outer      the variables of the enclosing scope
    private void states(JsonNode definition, String at, Set<String> outer, boolean express) {
        JsonNode states = definition.path("States");
        Set<String> variables = new HashSet<>(outer);
        refused(at.isEmpty() ? "" : " at " + at, () -> target(states, definition.path("StartAt")));
        states.properties().forEach(state -> assigned(state.getValue(), variables));
        states.properties().forEach(state -> state(states, state, at, outer, variables, express));
    }

    private static void assigned(JsonNode state, Set<String> variables) {
        state.findParents("Assign").stream()
                // excludes nested states
                .filter(parent -> parent == state || !parent.has("Type"))
                .forEach(parent ->
                        parent.get("Assign").fieldNames().forEachRemaining(name -> variables.add(bare(name))));
    }

    private static String bare(String name) {
        return name.endsWith(".$") ? name.substring(0, name.length() - 2) : name;
    }

    private void state(
            JsonNode states,
            Map.Entry<String, JsonNode> named,
            String around,
            Set<String> outer,
            Set<String> variables,
            boolean express) {
        String at = around + "/States/" + named.getKey();
        JsonNode state = named.getValue();
        boolean separate = MapFields.isDistributed(state);
        refused(" at " + at, () -> {
            if (!names.add(named.getKey())) {
                throw new IllegalArgumentException("DUPLICATE_STATE_NAME: " + named.getKey());
            }
            language(state);
            FieldCheck.check(state, state.path("QueryLanguage").asText(language).equals("JSONata"));
            transitions(states, state);
            outerVariables(state, outer);
            if (express) {
                ofExpress(state, separate);
            }
        });
        JsonNode processor = MapFields.processor(state);
        boolean expressChildren =
                processor.path("ProcessorConfig").path("ExecutionType").asText().equals("EXPRESS");
        inner(processor, at + "/ItemProcessor", separate ? Set.of() : variables, express || expressChildren);
        int number = 0;
        for (JsonNode branch : state.path("Branches")) {
            inner(branch, at + "/Branches[" + number++ + "]", variables, express);
        }
    }

    private static void ofExpress(JsonNode state, boolean distributed) {
        boolean waits = Integrations.Resource.of(state.path("Resource").asText()).stream()
                .anyMatch(Integrations.Resource::waits);
        if (waits || distributed) {
            throw new IllegalArgumentException(
                    "Express executions have neither .sync, .waitForTaskToken nor a Distributed Map");
        }
    }

    private void inner(JsonNode definition, String at, Set<String> variables, boolean express) {
        if (!definition.isMissingNode()) {
            states(definition, at, variables, express);
        }
    }

    private static void outerVariables(JsonNode state, Set<String> outer) {
        Set<String> assigned = new HashSet<>();
        assigned(state, assigned);
        assigned.retainAll(outer);
        if (!assigned.isEmpty()) {
            throw new IllegalArgumentException("the variables " + assigned + " belong to an outer scope:"
                    + " a Map's or Parallel's states can read them but not assign them");
        }
    }

    private static void refused(String where, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException | InvalidDefinitionException refused) {
            throw invalid("SCHEMA_VALIDATION_FAILED: " + refused.getMessage() + where);
        }
    }

    private static void language(JsonNode node) {
        String language = node.path("QueryLanguage").asText("JSONPath");
        if (!Set.of("JSONPath", "JSONata").contains(language)) {
            throw new IllegalArgumentException("there is no query language '" + language + "'");
        }
    }

    private static void transitions(JsonNode states, JsonNode state) {
        String type = state.path("Type").asText();
        boolean terminal = type.equals("Succeed") || type.equals("Fail");
        if (type.equals("Choice")) {
            state.path("Choices").forEach(rule -> target(states, rule.path("Next")));
            if (state.has("Default")) {
                target(states, state.get("Default"));
            }
        } else if (!terminal && !state.path("End").asBoolean()) {
            target(states, state.path("Next"));
        }
        state.path("Catch").forEach(catcher -> target(states, catcher.path("Next")));
    }

    private static void target(JsonNode states, JsonNode name) {
        if (!states.has(name.asText())) {
            throw new IllegalArgumentException("MISSING_TRANSITION_TARGET: there is no state '" + name.asText() + "'");
        }
    }
}
