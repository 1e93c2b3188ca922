package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/// Finds the variables that a state assigns. The states of a Map or Parallel can't assign those of the scope
/// around it.
final class VariableCheck {

    private VariableCheck() {}

    /// Returns the variables that the states of one scope assign, without those of nested scopes.
    static Set<String> assigned(JsonNode states) {
        Set<String> variables = new HashSet<>();
        states.forEach(state -> ofState(state, variables));
        return variables;
    }

    private static void ofState(JsonNode state, Set<String> variables) {
        state.findParents("Assign").stream()
                // excludes nested states
                .filter(parent -> parent == state || !parent.has("Type"))
                .forEach(parent ->
                        parent.get("Assign").fieldNames().forEachRemaining(name -> variables.add(bare(name))));
    }

    static void check(CheckedNode state, Set<String> outer) {
        Set<String> assigned = new HashSet<>();
        ofState(state.node(), assigned);
        assigned.retainAll(outer);
        if (!assigned.isEmpty()) {
            state.error("The variables " + assigned
                    + " belong to an outer scope. The states of a Map or Parallel can read but not assign them.");
        }
    }

    static String bare(String name) {
        return name.endsWith(".$") ? name.substring(0, name.length() - 2) : name;
    }
}
