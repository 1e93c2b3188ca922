package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidShapeException;
import java.util.HashSet;
import java.util.Set;

/// Refuses at CreateStateMachine what the interpreter could not run as AWS does: better no machine than a wrong one.
final class DefinitionCheck {

    private final String language;
    private final Set<String> names = new HashSet<>();

    private DefinitionCheck(String language) {
        this.language = language;
    }

    /// @throws AwsError InvalidDefinition, naming the state and what is wrong with it
    static JsonNode check(String definition) {
        JsonNode asl = Json.parse(definition).orElseThrow(() -> invalid("INVALID_JSON_DESCRIPTION: not JSON"));
        try {
            language(asl);
        } catch (IllegalArgumentException refused) {
            throw invalid(refused.getMessage());
        }
        new DefinitionCheck(asl.path("QueryLanguage").asText("JSONPath")).states(asl, "", Set.of());
        return asl;
    }

    private static AwsError invalid(String what) {
        return new AwsError("InvalidDefinition", "Invalid State Machine Definition: '" + what + "'");
    }

    /// @param definition of the machine, a branch or an item processor
    /// @param at         where in the machine it stands
    /// @param outer      the variables that are assigned around it
    private void states(JsonNode definition, String at, Set<String> outer) {
        JsonNode states = definition.path("States");
        Set<String> variables = new HashSet<>(outer);
        refused(at.isEmpty() ? "" : " at " + at, () -> target(states, definition.path("StartAt")));
        states.properties().forEach(state -> assigned(state.getValue(), variables));
        states.properties().forEach(state -> state(states, state.getKey(), state.getValue(), at, outer, variables));
    }

    private static void assigned(JsonNode state, Set<String> variables) {
        state.findParents("Assign").stream()
                // not of the states within
                .filter(parent -> parent == state || !parent.has("Type"))
                .forEach(parent ->
                        parent.get("Assign").fieldNames().forEachRemaining(name -> variables.add(bare(name))));
    }

    private static String bare(String name) {
        return name.endsWith(".$") ? name.substring(0, name.length() - 2) : name;
    }

    private void state(
            JsonNode states, String name, JsonNode state, String around, Set<String> outer, Set<String> variables) {
        String at = around + "/States/" + name;
        refused(" at " + at, () -> {
            if (!names.add(name)) {
                throw new IllegalArgumentException("DUPLICATE_STATE_NAME: " + name);
            }
            language(state);
            boolean query = state.path("QueryLanguage").asText(language).equals("JSONata");
            FieldCheck.check(state, query);
            transitions(states, state);
            outerVariables(state, outer);
        });
        boolean separate = MapFields.isDistributed(state);
        inner(MapFields.processor(state), at + "/ItemProcessor", separate ? Set.of() : variables);
        int number = 0;
        for (JsonNode branch : state.path("Branches")) {
            inner(branch, at + "/Branches[" + number++ + "]", variables);
        }
    }

    private void inner(JsonNode definition, String at, Set<String> variables) {
        if (!definition.isMissingNode()) {
            states(definition, at, variables);
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
        } catch (IllegalArgumentException | InvalidShapeException refused) {
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
