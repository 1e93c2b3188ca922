package io.taskgate.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.YamlTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// `deploy/template.yaml`. CloudFormation's short functions read as their arguments: `!GetAtt Ledger.Arn` is
/// `"Ledger.Arn"`.
public final class TemplateFile {

    private static final JsonNode TEMPLATE = YamlTree.read(Path.of("deploy/template.yaml"));

    private TemplateFile() {}

    public static JsonNode properties(String resource) {
        JsonNode found = TEMPLATE.path("Resources").path(resource).path("Properties");
        if (found.isMissingNode()) {
            throw new IllegalArgumentException("the template has no resource " + resource);
        }
        return found;
    }

    /// The names under a heading: `Parameters`, `Outputs`.
    public static Set<String> names(String heading) {
        Set<String> names = new TreeSet<>();
        TEMPLATE.path(heading).fieldNames().forEachRemaining(names::add);
        return names;
    }

    /// The same, of those with this type only.
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
    /// @param condition the template's condition under which the statement is there, empty where it always is;
    ///     with `!` before it where the statement is there otherwise
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

    /// The statements of a managed policy (`PolicyDocument`) or of a key (`KeyPolicy`), also those that stand
    /// in an
    /// `!If`.
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

    /// @throws IllegalArgumentException where the policy has no such statement
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

    /// The definition of a condition, without its short functions.
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
