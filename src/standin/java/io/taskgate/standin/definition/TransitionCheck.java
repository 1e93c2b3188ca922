package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks the transitions between the states of one scope: the definition, a branch or an item processor.
final class TransitionCheck {

    private static final String CODE = "MISSING_TRANSITION_TARGET";

    private final CheckedNode scope;
    private final JsonNode states;
    private boolean dangling;

    private TransitionCheck(CheckedNode scope) {
        this.scope = scope;
        this.states = scope.node().path("States");
    }

    static void check(CheckedNode scope) {
        new TransitionCheck(scope).check();
    }

    private void check() {
        if (scope.has("StartAt")) {
            target(scope, "StartAt");
        }
        states.properties().forEach(state -> state(scope.field("States").field(state.getKey())));
        if (dangling && !hasEnd()) {
            return;
        }
        if (!hasEnd()) {
            scope.found().error("MISSING_END_STATE", "Workflow has no terminal state", Optional.empty());
        } else if (states.has(scope.text("StartAt"))) {
            unreachable();
        }
    }

    private void state(CheckedNode state) {
        if (!state.node().isObject()) {
            dangling = true;
            return;
        }
        String type = state.text("Type");
        if (type.equals("Choice")) {
            state.elements("Choices").stream().filter(rule -> rule.has("Next")).forEach(rule -> target(rule, "Next"));
            if (state.has("Default")) {
                target(state, "Default");
            }
        } else if (!isEnd(state.node())) {
            target(state, "Next");
        }
        if (state.has("Next") && state.has("End")) {
            state.exclusive("End", "Next");
        }
        state.elements("Catch").stream()
                .filter(catcher -> catcher.has("Next"))
                .forEach(catcher -> target(catcher, "Next"));
    }

    private void target(CheckedNode from, String field) {
        JsonNode name = from.node().path(field);
        if (!name.isTextual() || !states.has(name.textValue())) {
            dangling = true;
            from.field(field)
                    .error(CODE, "Missing '" + field + "' target: " + (name.isTextual() ? name.textValue() : "null"));
        }
    }

    private boolean hasEnd() {
        return states.valueStream().anyMatch(TransitionCheck::isEnd);
    }

    private static boolean isEnd(JsonNode state) {
        String type = state.path("Type").asText();
        return type.equals("Succeed")
                || type.equals("Fail")
                || !type.equals("Choice") && state.path("End").asBoolean();
    }

    private void unreachable() {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(scope.text("StartAt")));
        while (!next.isEmpty()) {
            String name = next.pop();
            if (reached.add(name)) {
                next.addAll(targets(states.path(name)));
            }
        }
        states.fieldNames().forEachRemaining(name -> {
            if (!reached.contains(name)) {
                scope.field("States").field(name).error(CODE, "State \"" + name + "\" is not reachable.");
            }
        });
    }

    private static List<String> targets(JsonNode state) {
        List<String> targets = new ArrayList<>(
                List.of(state.path("Next").asText(), state.path("Default").asText()));
        state.path("Choices").forEach(rule -> targets.add(rule.path("Next").asText()));
        state.path("Catch").forEach(catcher -> targets.add(catcher.path("Next").asText()));
        return targets;
    }
}
