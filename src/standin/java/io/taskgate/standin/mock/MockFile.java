package io.taskgate.standin.mock;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.TaskResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Canned answers for Task states, by state machine and state, by state, or by resource. Immutable.
///
/// ```json
/// {"machines": {"order": {"Charge": {"result": {"paid": true}}}},
///  "states": {"Notify": {"error": "Sns.Throttled", "cause": "slow down"}},
///  "resources": {"glue:startJobRun.sync": [{"error": "Glue.Busy"}, {"result": {}}], "aws-sdk:ec2:*": {"result": {}}}}
/// ```
///
/// @param written the file as read
public record MockFile(
        Map<String, Map<String, Entry>> machines,
        Map<String, Entry> states,
        Map<String, Entry> resources,
        JsonNode written) {

    /// Without any answer.
    public static final MockFile EMPTY = new MockFile(Map.of(), Map.of(), Map.of(), StatesJson.object());

    /// The answers to successive calls. The last one repeats.
    ///
    /// @param at the place in the file
    public record Entry(String at, List<MockAnswer> answers) {

        MockAnswer answer(int call) {
            return answers.get(Math.min(call, answers.size() - 1));
        }
    }

    /// @throws IllegalArgumentException naming the place that is wrong
    /// @throws IOException if the file can't be read
    public static MockFile read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /// @throws IllegalArgumentException naming the place that is wrong
    public static MockFile parse(String text) {
        JsonNode json = StatesJson.parse(text)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> new IllegalArgumentException("Invalid mock file: it is not a JSON object."));
        Iterator<String> names = json.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!List.of("machines", "states", "resources").contains(name)) {
                throw new IllegalArgumentException(
                        "Invalid mock file: \"" + name + "\" is unknown. Use machines, states and resources.");
            }
        }
        Map<String, Map<String, Entry>> machines = new HashMap<>();
        object("machines", json.path("machines"))
                .properties()
                .forEach(machine ->
                        machines.put(machine.getKey(), entries("machines." + machine.getKey(), machine.getValue())));
        return new MockFile(
                Map.copyOf(machines),
                entries("states", json.path("states")),
                entries("resources", json.path("resources")),
                json);
    }

    private static JsonNode object(String at, JsonNode json) {
        if (!json.isMissingNode() && !json.isObject()) {
            throw new IllegalArgumentException("Invalid mock file: " + at + " must be an object.");
        }
        return json;
    }

    private static Map<String, Entry> entries(String at, JsonNode json) {
        Map<String, Entry> entries = new HashMap<>();
        object(at, json)
                .properties()
                .forEach(entry -> entries.put(entry.getKey(), entry(at + "." + entry.getKey(), entry.getValue())));
        return Map.copyOf(entries);
    }

    private static Entry entry(String at, JsonNode json) {
        List<MockAnswer> answers = new ArrayList<>();
        if (json.isArray() && !json.isEmpty()) {
            json.forEach(each -> answers.add(MockAnswer.read(at + "[" + answers.size() + "]", each)));
        } else {
            answers.add(MockAnswer.read(at, json));
        }
        return new Entry(at, List.copyOf(answers));
    }

    /// Returns the answers for a Task. The more specific key wins: machine and state, state, resource, all
    /// actions of a service.
    ///
    /// @param machine its name; a child execution of a Map Run has that of the machine around it
    Optional<Entry> find(String machine, String state, TaskResource resource) {
        int nested = machine.indexOf('/');
        Map<String, Entry> own = machines.getOrDefault(nested < 0 ? machine : machine.substring(0, nested), Map.of());
        return Optional.ofNullable(own.get(state))
                .or(() -> Optional.ofNullable(states.get(state)))
                .or(() -> Optional.ofNullable(resources.get(resource.arn())))
                .or(() -> Optional.ofNullable(resources.get(resource.name())))
                .or(() -> Optional.ofNullable(resources.get(resource.type() + ":*")));
    }
}
