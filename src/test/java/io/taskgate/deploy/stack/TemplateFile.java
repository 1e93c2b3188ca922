package io.taskgate.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.YamlTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// `deploy/template.yaml`, in which CloudFormation's short functions are replaced by their arguments:
/// `!GetAtt Ledger.Arn` becomes `"Ledger.Arn"`.
public final class TemplateFile {

    private static final JsonNode TEMPLATE = YamlTree.read(Path.of("deploy/template.yaml"));

    private TemplateFile() {}

    public static JsonNode properties(String resource) {
        JsonNode found = TEMPLATE.path("Resources").path(resource).path("Properties");
        if (found.isMissingNode()) {
            throw new IllegalArgumentException("The template has no resource " + resource);
        }
        return found;
    }

    /// Returns the names in a section, for example `Parameters` or `Outputs`.
    public static Set<String> names(String heading) {
        Set<String> names = new TreeSet<>();
        TEMPLATE.path(heading).fieldNames().forEachRemaining(names::add);
        return names;
    }

    /// Returns the names in a section with this type.
    static Set<String> names(String heading, String type) {
        Set<String> names = names(heading);
        names.removeIf(name ->
                !TEMPLATE.at("/" + heading + "/" + name + "/Type").asText().equals(type));
        return names;
    }

    /// Returns the default value of a parameter.
    public static String byDefault(String parameter) {
        return TEMPLATE.at("/Parameters/" + parameter + "/Default").asText();
    }

    public static Stream<JsonNode> resources(String type) {
        return TEMPLATE.path("Resources")
                .valueStream()
                .filter(resource -> resource.path("Type").asText().equals(type));
    }

    /// A statement of a policy.
    ///
    /// @param condition the condition of the statement; empty if it always applies; starts with `!` if the
    ///     condition must not hold
    record Statement(String condition, JsonNode body) {

        String sid() {
            return body.path("Sid").asText();
        }

        Set<String> actions() {
            return texts(body.path("Action"));
        }

        Set<String> resources() {
            return texts(body.path("Resource"));
        }

        private static Set<String> texts(JsonNode node) {
            Set<String> texts = new TreeSet<>();
            (node.isArray() ? node.valueStream() : Stream.of(node)).forEach(one -> texts.add(one.asText()));
            return texts;
        }
    }

    /// Returns the statements of a managed policy (`PolicyDocument`) or of a key (`KeyPolicy`), including
    /// those within an `!If`.
    static List<Statement> statements(String resource) {
        JsonNode properties = properties(resource);
        JsonNode document =
                properties.has("KeyPolicy") ? properties.path("KeyPolicy") : properties.path("PolicyDocument");
        return document.path("Statement")
                .valueStream()
                .flatMap(one -> one.isArray() ? either(one) : Stream.of(new Statement("", one)))
                .toList();
    }

    /// `!If [condition, statement, statement or no value]`
    private static Stream<Statement> either(JsonNode parts) {
        String condition = parts.path(0).asText();
        return Stream.of(new Statement(condition, parts.path(1)), new Statement("!" + condition, parts.path(2)))
                .filter(statement -> statement.body().isObject());
    }

    /// @throws IllegalArgumentException if the policy has no such statement
    static Statement statement(String resource, String sid) {
        return statements(resource).stream()
                .filter(statement -> statement.sid().equals(sid))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(resource + " has no statement " + sid));
    }

    /// Returns the actions that a managed policy allows.
    public static Set<String> actions(String policy) {
        Set<String> actions = new TreeSet<>();
        statements(policy).forEach(statement -> actions.addAll(statement.actions()));
        return actions;
    }

    /// Returns the definition of a condition without its short functions.
    static JsonNode condition(String name) {
        return TEMPLATE.path("Conditions").path(name);
    }

    static JsonNode parameter(String name) {
        return TEMPLATE.path("Parameters").path(name);
    }

    static JsonNode output(String name) {
        return TEMPLATE.path("Outputs").path(name);
    }
}
