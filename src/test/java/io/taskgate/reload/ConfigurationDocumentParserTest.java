package io.taskgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.reload.ConfigurationDocumentParser.Format;
import io.taskgate.reload.ConfigurationDocumentParser.Reading;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationDocumentParserTest {

    private static Map<String, String> read(String text) {
        return switch (ConfigurationDocumentParser.read(Format.YAML, text)) {
            case Reading.Read(Map<String, String> properties) -> properties;
            case Reading.Malformed(String problem) -> throw new AssertionError(problem);
        };
    }

    private static String problem(Format format, String text) {
        return switch (ConfigurationDocumentParser.read(format, text)) {
            case Reading.Read(Map<String, String> properties) -> throw new AssertionError(properties);
            case Reading.Malformed(String problem) -> problem;
        };
    }

    @Test
    void yamlBecomesFlatProperties() {
        assertThat(read("""
            taskgate:
              access:
                keys:
                  orders: {secret: "s00", roles: [workflow, payload-read]}
                  "a.b": {roles: worker}
            """))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "taskgate.access.keys.orders.secret", "s00",
                        "taskgate.access.keys.orders.roles[0]", "workflow",
                        "taskgate.access.keys.orders.roles[1]", "payload-read",
                        "taskgate.access.keys.\"a.b\".roles", "worker"));
    }

    /// The format of the Secrets Manager console.
    @Test
    void jsonWithWholeKeysIsReadToo() {
        assertThat(read("{\"taskgate.access.keys.orders.secret\": \"s\","
                        + " \"taskgate.access.keys.orders.roles\":\"worker\"}"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "taskgate.access.keys.orders.secret", "s", "taskgate.access.keys.orders.roles", "worker"));
    }

    /// Values that YAML's own types would change.
    @ParameterizedTest
    @ValueSource(strings = {"2027-01-31T00:00:00Z", "0012345", "1e400", "true", "no", "0x1F", "~", "1_000"})
    void aValueIsTheTextThatIsWritten(String value) {
        assertThat(read("a: " + value)).containsEntry("a", value);
    }

    @Test
    void anEmptyDocumentHasNoProperties() {
        assertThat(read("")).isEmpty();
        assertThat(read("# nothing yet\n")).isEmpty();
    }

    @Test
    void propertiesAreRead() {
        assertThat(ConfigurationDocumentParser.read(Format.PROPERTIES, "taskgate.access.keys.a.roles=worker\n# no\n"))
                .isEqualTo(new Reading.Read(Map.of("taskgate.access.keys.a.roles", "worker")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys:\n  orders: {secret: my-secret-value",
                "keys: my-secret-value: x",
                "secret: \"my-secret-value",
                "a: !!java.net.URL [my-secret-value]",
                "a: *my-secret-value",
                "- my-secret-value",
                "my-secret-value",
                "a: my-secret-value\na: my-secret-value",
                "a: &x [my-secret-value]\nb: *x"
            })
    void aMalformedDocumentIsToldWithoutItsContent(String text) {
        assertThat(problem(Format.YAML, text))
                .startsWith("The file is not ")
                .contains("YAML")
                .doesNotContain("my-secret");
    }

    @Test
    void theSameKeyInTwoNotationsIsFound() {
        assertThat(problem(Format.YAML, "{\"a.b\": secret-1, a: {b: secret-2}}"))
                .isEqualTo("a.b: The key occurs twice.");
    }

    @Test
    void aMalformedEscapeIsTold() {
        assertThat(problem(Format.PROPERTIES, "a=\\u12my-secret-value"))
                .contains("escape")
                .doesNotContain("secret");
    }
}
