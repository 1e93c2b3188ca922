package io.taskgate.standin.definition;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.interpreter.map.MapFields;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks a definition as CreateStateMachine does: structure, fields, expressions, resources and
/// transitions. What only the stand-in lacks is no finding: it fails when it runs.
public final class DefinitionCheck {

    private static final int NAME_CHARACTERS = 80;
    private static final List<String> LANGUAGES = List.of("JSONPath", "JSONata");

    private final Diagnostics found = new Diagnostics();
    private final Set<String> names = new HashSet<>();
    private final Set<String> labels = new HashSet<>();
    private boolean machineQuery;

    private DefinitionCheck() {}

    /// @param express whether the executions have the type EXPRESS
    /// @throws AwsError InvalidDefinition with all findings
    public static JsonNode check(String definition, boolean express) {
        DefinitionCheck check = new DefinitionCheck();
        Optional<JsonNode> asl = check.parsed(definition);
        asl.ifPresent(json -> check.machine(json, express));
        check.refuse();
        return asl.orElseThrow();
    }

    /// Checks a state by itself. Its transitions lead to states that are not there.
    ///
    /// @param definition of the state
    /// @throws AwsError InvalidDefinition with all findings
    public static JsonNode checkState(String name, String definition) {
        DefinitionCheck check = new DefinitionCheck();
        Optional<JsonNode> state = check.parsed(definition);
        state.ifPresent(json -> {
            check.machineQuery = json.path("QueryLanguage").asText().equals("JSONata");
            CheckedNode at = new CheckedNode(json, "/States/" + name, check.machineQuery, check.found);
            check.state(at, Set.of(), Set.of(), false);
        });
        check.refuse();
        return state.orElseThrow();
    }

    private void refuse() {
        List<Diagnostic> errors = found.errors();
        if (!errors.isEmpty()) {
            throw new AwsError(
                    "InvalidDefinition",
                    errors.stream()
                            .map(Diagnostic::written)
                            .collect(Collectors.joining(", ", "Invalid State Machine Definition: '", "'")));
        }
    }

    /// Returns all findings: errors, then warnings.
    public static List<Diagnostic> diagnose(String definition, boolean express) {
        DefinitionCheck check = new DefinitionCheck();
        check.parsed(definition).ifPresent(json -> {
            check.machine(json, express);
            WarningCheck.check(new CheckedNode(json, "", check.machineQuery, check.found));
        });
        return check.found.all();
    }

    private Optional<JsonNode> parsed(String definition) {
        try {
            JsonNode json = StatesJson.MAPPER.readTree(definition);
            if (json.isObject()) {
                return Optional.of(json);
            }
            found.error(Diagnostics.SCHEMA, "Definition must be a valid JSON object", Optional.empty());
        } catch (JsonProcessingException malformed) {
            JsonLocation at = malformed.getLocation();
            found.error(
                    "INVALID_JSON_DESCRIPTION",
                    malformed.getOriginalMessage(),
                    Optional.of("[Source: (String); line: " + at.getLineNr() + ", column: " + at.getColumnNr() + "]"));
        }
        return Optional.empty();
    }

    private void machine(JsonNode json, boolean express) {
        machineQuery = json.path("QueryLanguage").asText().equals("JSONata");
        CheckedNode machine = new CheckedNode(json, "", machineQuery, found);
        machine.allows("Comment StartAt States Version TimeoutSeconds QueryLanguage");
        machine.oneOf("QueryLanguage", LANGUAGES);
        machine.oneOf("Version", List.of("1.0"));
        machine.typed("Comment", JsonNodeType.STRING);
        machine.in(false).number("TimeoutSeconds", "1", "99999999");
        scope(machine, Set.of(), express);
    }

    /// @param scope the definition, a branch or an item processor
    /// @param outer the variables of the enclosing scope
    private void scope(CheckedNode scope, Set<String> outer, boolean express) {
        if (!scope.requires("States", "StartAt")
                | !scope.typed("StartAt", JsonNodeType.STRING)
                | !scope.typed("States", JsonNodeType.OBJECT)) {
            return;
        }
        CheckedNode states = scope.field("States");
        if (states.node().isEmpty()) {
            states.error("Value cannot be empty");
            return;
        }
        Set<String> variables = VariableCheck.assigned(states.node());
        variables.addAll(outer);
        states.node().fieldNames().forEachRemaining(name -> {
            named(name, states);
            state(states.field(name), outer, variables, express);
        });
        TransitionCheck.check(scope);
    }

    private void named(String name, CheckedNode states) {
        if (!names.add(name)) {
            states.field(name).error("DUPLICATE_STATE_NAME", "Duplicate state name: " + name);
        }
        if (name.isEmpty() || name.length() > NAME_CHARACTERS) {
            states.field(name)
                    .error("INVALID_STATE_NAME", "State names must have 1 to " + NAME_CHARACTERS + " characters");
        }
    }

    private void state(CheckedNode given, Set<String> outer, Set<String> variables, boolean express) {
        if (!given.is(JsonNodeType.OBJECT) || !given.requires("Type")) {
            return;
        }
        given.oneOf("Type", StateFields.TYPES);
        given.oneOf("QueryLanguage", LANGUAGES);
        String language = given.text("QueryLanguage");
        if (machineQuery && language.equals("JSONPath")) {
            given.error("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
        }
        CheckedNode state = given.in(machineQuery || language.equals("JSONata"));
        if (StateFields.TYPES.contains(state.text("Type"))) {
            StateCheck.check(state, express);
            VariableCheck.check(state, outer);
            label(state);
        }
        inner(given.in(machineQuery), variables, express);
    }

    private void label(CheckedNode map) {
        if (map.has("Label") && !labels.add(map.text("Label"))) {
            map.field("Label").error("DUPLICATE_LABEL_NAME", "Duplicate label: " + map.text("Label"));
        }
    }

    private void inner(CheckedNode state, Set<String> variables, boolean express) {
        for (String name : List.of("ItemProcessor", "Iterator")) {
            CheckedNode processor = state.field(name);
            if (processor.exists() && processor.is(JsonNodeType.OBJECT)) {
                processor.allows("ProcessorConfig Comment StartAt States");
                boolean distributed = MapFields.isDistributed(state.node());
                boolean expressChildren = processor
                        .node()
                        .at("/ProcessorConfig/ExecutionType")
                        .asText()
                        .equals("EXPRESS");
                scope(processor, distributed ? Set.of() : variables, express || expressChildren);
            }
        }
        for (CheckedNode branch : state.elements("Branches")) {
            if (branch.is(JsonNodeType.OBJECT)) {
                branch.allows("Comment StartAt States");
                scope(branch, variables, express);
            }
        }
    }
}
