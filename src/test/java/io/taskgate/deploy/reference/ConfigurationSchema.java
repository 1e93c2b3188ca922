package io.taskgate.deploy.reference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.settings.ValueRange;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Generates the JSON schema of `application.yaml` for editors from the same mapping interfaces as the
/// reference.
final class ConfigurationSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ITEMS = "items";
    private static final String ENTRIES = "additionalProperties";

    /// The JSON types of a value by its setting type; other types are strings.
    private static final Map<String, List<String>> FORMS = Map.of(
            "number", List.of("number", "string"),
            "`true` or `false`", List.of("boolean", "string"),
            "shape", List.of("object", "string"),
            "EventBridge pattern", List.of("object", "string"),
            "size", List.of("string", "integer"),
            "size or `input`", List.of("string", "integer"),
            "duration", List.of("string", "integer"),
            "JSONPath or `none`", List.of("string", "null"),
            "path, JSONata or text", List.of("string", "number", "boolean"),
            "text", List.of("string", "number", "boolean"));

    /// An expression of SmallRye Config, which can stand for any value.
    private static final String EXPRESSION = "\\$\\{";

    /// The form of a text by its type.
    private static final Map<String, String> PATTERNS = Map.of(
            "number", "-?[0-9]+([.][0-9]+)?",
            "`true` or `false`", "[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]",
            "size", "[0-9]{1,12} *([KMGkmg]|[KMG]iB|B)?",
            "size or `input`", "[0-9]{1,12} *([KMGkmg]|[KMG]iB|B)?|input",
            "duration", "[0-9]+|[0-9][0-9.dhmsDHMS]*[dhmsDHMS]|[Pp].*",
            "URL", "[Hh][Tt][Tt][Pp][Ss]?://.*",
            "date", "[0-9]{4}-[0-9]{2}-[0-9]{2}",
            "time", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z",
            "state machine ARN", "arn:[a-z*-]+:states:[a-z0-9*-]+:[0-9*]+:stateMachine:[^:, ]+|[*]",
            "IAM principal ARN", "arn:[a-z*-]+:(iam|sts|[*]):[a-z0-9*-]*:[0-9*]+:[^ ]+|[*]");

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
        if (entry.isList()) {
            schema.putArray("type").add("array").add("string");
            pattern(entry)
                    .map(one -> "(" + one + ")( *, *(" + one + "))*")
                    .ifPresent(list -> schema.put("pattern", whole(list)));
            one(schema.putObject("items"), entry);
        } else {
            one(schema, entry);
        }
        if (!entry.byDefault().isEmpty()) {
            schema.put("default", entry.byDefault());
        }
    }

    private static void one(ObjectNode schema, ConfigurationReference.Entry entry) {
        if (!entry.type().isEnum()) {
            List<String> forms = FORMS.getOrDefault(entry.oneName(), List.of("string"));
            if (forms.size() == 1) {
                schema.put("type", forms.getFirst());
            } else {
                schema.putArray("type")
                        .addAll(forms.stream().map(JSON::textNode).toList());
            }
            pattern(entry).ifPresent(pattern -> schema.put("pattern", whole(pattern)));
        } else {
            ArrayNode either = schema.putArray("anyOf");
            either.addObject()
                    .putArray("enum")
                    .addAll(entry.words().stream().map(JSON::textNode).toList());
            either.addObject().put("type", "string").put("pattern", EXPRESSION);
        }
        if (entry.oneName().equals("number")) {
            entry.constraint(ValueRange.class).ifPresent(range -> {
                schema.put("minimum", new BigDecimal(range.min()));
                if (!range.max().isEmpty()) {
                    schema.put("maximum", new BigDecimal(range.max()));
                }
            });
        }
    }

    /// The form of one value as a text.
    private static Optional<String> pattern(ConfigurationReference.Entry entry) {
        return entry.type().isEnum()
                ? Optional.of(String.join("|", entry.words()))
                : Optional.ofNullable(PATTERNS.get(entry.oneName()))
                        .or(() -> entry.constraint(Pattern.class).map(Pattern::regexp));
    }

    private static String whole(String pattern) {
        return "^ *(" + pattern + ") *$|" + EXPRESSION;
    }
}
