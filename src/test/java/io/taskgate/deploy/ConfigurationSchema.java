package io.taskgate.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Generates the JSON schema of `application.yaml` for editors from the same mapping interfaces as the
/// reference.
final class ConfigurationSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ITEMS = "items";
    private static final String ENTRIES = "additionalProperties";

    /// The JSON types of a value by its setting type; other types are strings.
    private static final Map<String, List<String>> FORMS = Map.of(
            "number", List.of("number"),
            "`true` or `false`", List.of("boolean"),
            "shape", List.of("object", "string"),
            "EventBridge pattern", List.of("object", "string"),
            "size", List.of("string", "integer"),
            "size or `input`", List.of("string", "integer"),
            "duration", List.of("string", "integer"),
            "JSONPath or `none`", List.of("string", "null"),
            "path, JSONata or text", List.of("string", "number", "boolean"),
            "text", List.of("string", "number", "boolean"));

    private ConfigurationSchema() {}

    static String text() {
        ObjectNode root = JSON.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "taskgate");
        root.put("description", "The keys below taskgate in application.yaml. Other keys are those of Quarkus.");
        root.put("type", "object");
        ObjectNode properties = root.putObject("properties");
        ConfigurationReference.entries().forEach(entry -> add(properties, entry));
        return root.toPrettyString() + "\n";
    }

    private static void add(ObjectNode topLevel, ConfigurationReference.Entry entry) {
        List<String> path = Arrays.stream(
                        entry.key().replace("[<…>]", "." + ITEMS).split("\\."))
                .map(name -> name.startsWith("<") ? ENTRIES : name)
                .toList();
        ObjectNode place = topLevel;
        for (int i = 0; i < path.size() - 1; i++) {
            place = group(child(place, path.get(i)), path.get(i + 1));
        }
        value(child(place, path.getLast()), entry);
    }

    /// Returns the schema of a member: of a list's items, of each map entry, or of a named member.
    private static ObjectNode child(ObjectNode place, String name) {
        if (place.path(name).isObject()) {
            return (ObjectNode) place.get(name);
        }
        return place.putObject(name);
    }

    /// Returns the schema node for the members of a group.
    private static ObjectNode group(ObjectNode schema, String member) {
        if (member.equals(ITEMS)) {
            schema.put("type", "array");
            return schema;
        }
        schema.put("type", "object");
        if (member.equals(ENTRIES)) {
            return schema;
        }
        schema.put("additionalProperties", false);
        return child(schema, "properties");
    }

    private static void value(ObjectNode schema, ConfigurationReference.Entry entry) {
        schema.put("description", entry.doc().replace("\\|", "|"));
        ObjectNode one = schema;
        if (entry.isList()) {
            schema.putArray("type").add("array").add("string");
            one = schema.putObject("items");
        }
        if (entry.type().isEnum()) {
            one.putArray("enum")
                    .addAll(entry.words().stream().map(JSON::textNode).toList());
        } else {
            String name = entry.isList() ? "text" : entry.typeName();
            List<String> forms = FORMS.getOrDefault(name, List.of("string"));
            if (forms.size() == 1) {
                one.put("type", forms.getFirst());
            } else {
                one.putArray("type").addAll(forms.stream().map(JSON::textNode).toList());
            }
        }
        if (!entry.byDefault().isEmpty()) {
            schema.put("default", entry.byDefault());
        }
    }
}
