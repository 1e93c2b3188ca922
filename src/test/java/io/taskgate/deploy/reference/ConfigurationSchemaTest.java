package io.taskgate.deploy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.smallrye.config.NameIterator;
import io.taskgate.deploy.YamlTree;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.config.WrongConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The JSON schema for editors accepts the configurations that ship and rejects wrong ones, as far as a schema can.
class ConfigurationSchemaTest {

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(YamlTree.text(Path.of("docs/configuration.schema.json")));
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(?s:(.*?))```");
    private static final Pattern ELEMENT = Pattern.compile("(.+)\\[(\\d+)]");

    /// Cases of `wrong-configurations.txt` that the schema does not see: rules between settings, missing values
    /// (another document can have them), sizes and durations out of range, names of entries, variables, keys,
    /// shapes and patterns.
    private static final Set<String> UNSEEN = Set.of(
            "a typo in an environment variable",
            "a public URL in clear text",
            "a duration out of range, from the environment",
            "a key of a link that is too short",
            "several vault keys and none of them active",
            "a tenant that is no name",
            "a retention that is shorter than a redrive",
            "an event source without a role",
            "a key that forwards principals and has a role",
            "an issuer and a certificate that are not complete",
            "an access file that is read too seldom",
            "an audit bucket without its retention",
            "a limit of a tenant that is not complete",
            "a service without operations",
            "a service with the name of the gateway",
            "a name with capitals",
            "no target",
            "HTTP without a URL",
            "a credential in clear text",
            "OAuth that is not complete",
            "a budget that is larger than a state",
            "headroom of the input, without the place of the result",
            "a limit below the budget",
            "a shape that is no ASL",
            "a pattern that is none",
            "a probe without a heartbeat",
            "a webhook whose secret can be guessed",
            "a call and a request");

    private static List<String> problems(JsonNode document) {
        return SCHEMA.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    static Stream<JsonNode> shipped() {
        JsonNode application = YamlTree.read(Path.of("src/main/resources/application.yaml"));
        return Stream.concat(
                Stream.of("k8s/base/taskgate.yaml", "k8s/secrets.example.yaml")
                        .map(Path::of)
                        .map(YamlTree::read),
                application.properties().stream()
                        .filter(member -> member.getKey().startsWith("%"))
                        .map(member -> member.getValue()));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void whatShipsIsValid(JsonNode document) {
        assertThat(document.path("taskgate").isObject()).isTrue();
        assertThat(problems(document)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"calls", "configuration"})
    void theExamplesOfThePagesAreValid(String page) {
        List<JsonNode> examples = BLOCK.matcher(YamlTree.text(Path.of("docs", page + ".md")))
                .results()
                .map(block -> YamlTree.one(block.group(1).stripIndent()))
                .filter(example -> example.has("taskgate"))
                .toList();

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(problems(example)).isEmpty());
    }

    @Test
    void aWrongConfigurationIsRejectedUnlessNoSchemaCanSeeIt() throws IOException {
        List<String> unseen = WrongConfiguration.all().stream()
                .filter(wrong -> problems(document(wrong)).isEmpty())
                .map(WrongConfiguration::title)
                .toList();

        assertThat(unseen).containsExactlyInAnyOrderElementsOf(UNSEEN);
    }

    /// The document that has the settings of a case, with the types that YAML gives them.
    private static JsonNode document(WrongConfiguration wrong) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        wrong.properties().forEach((key, value) -> put(root, key, value));
        return root;
    }

    private static void put(ObjectNode root, String key, String value) {
        ObjectNode at = root;
        NameIterator names = new NameIterator(key);
        while (names.hasNext()) {
            String name = names.getNextSegment();
            names.next();
            if (names.hasNext()) {
                at = child(at, name);
            } else {
                at.set(name, scalar(value));
            }
        }
    }

    private static ObjectNode child(ObjectNode at, String name) {
        Matcher element = ELEMENT.matcher(name);
        if (!element.matches()) {
            return at.withObjectProperty(name);
        }
        ArrayNode list = at.withArrayProperty(element.group(1));
        int index = Integer.parseInt(element.group(2));
        return list.has(index) ? (ObjectNode) list.get(index) : list.addObject();
    }

    private static JsonNode scalar(String value) {
        return value.matches("-?\\d+(?:\\.\\d+)?|true|false")
                ? Json.parseTrusted(value.getBytes(StandardCharsets.UTF_8))
                : JsonNodeFactory.instance.textNode(value);
    }
}
