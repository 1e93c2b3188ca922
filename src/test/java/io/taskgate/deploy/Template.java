package io.taskgate.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// `deploy/template.yaml`. CloudFormation's short functions read as their arguments: `!GetAtt Ledger.Arn` is
/// `"Ledger.Arn"`.
public final class Template {

    private static final JsonNode TEMPLATE = Yaml.read(Path.of("deploy/template.yaml"));

    private Template() {}

    public static JsonNode properties(String resource) {
        JsonNode found = TEMPLATE.path("Resources").path(resource).path("Properties");
        if (found.isMissingNode()) {
            throw new IllegalArgumentException("the template has no resource " + resource);
        }
        return found;
    }

    /// The names under a heading: `Parameters`, `Outputs`.
    static Set<String> names(String heading) {
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

    /// What a parameter is when it is not given.
    static String byDefault(String parameter) {
        return TEMPLATE.at("/Parameters/" + parameter + "/Default").asText();
    }

    static Stream<JsonNode> resources(String type) {
        return TEMPLATE.path("Resources")
                .valueStream()
                .filter(resource -> resource.path("Type").asText().equals(type));
    }

    /// What a managed policy allows.
    public static Set<String> actions(String policy) {
        Set<String> actions = new TreeSet<>();
        for (JsonNode statement : properties(policy).at("/PolicyDocument/Statement")) {
            JsonNode action = statement.path("Action");
            (action.isArray() ? action.valueStream() : Stream.of(action)).forEach(one -> actions.add(one.asText()));
        }
        return actions;
    }
}
