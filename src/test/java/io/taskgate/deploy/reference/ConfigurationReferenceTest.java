package io.taskgate.deploy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.deploy.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Checks `docs/configuration-reference.md` and the JSON schema for editors against the mapping interfaces.
class ConfigurationReferenceTest {

    private static final Path PAGE = Path.of("docs/configuration-reference.md");
    private static final Path SCHEMA = Path.of("docs/configuration.schema.json");
    private static final String REFRESH = "refresh.configuration";

    private static String generated(String page, String name, String table) {
        return Pattern.compile("(?<=<!-- generated: " + name + " -->\\n)(?s:.*?)(?=<!-- end of generated -->)")
                .matcher(page)
                .replaceFirst(Matcher.quoteReplacement(table));
    }

    @Test
    void theReferenceIsWhatTheCodeReads() throws IOException {
        String page = YamlTree.text(PAGE);

        holds(
                PAGE,
                generated(
                        generated(page, "gateway", ConfigurationReference.gateway()),
                        "services",
                        ConfigurationReference.services()));
    }

    @Test
    void theSchemaIsWhatTheCodeReads() throws IOException {
        holds(SCHEMA, ConfigurationSchema.text());
    }

    private static void holds(Path file, String made) throws IOException {
        if (Boolean.getBoolean(REFRESH)) {
            Files.writeString(file, made);
        }
        assertThat(made)
                .as(file + " differs from the code. Regenerate it with\n  ./mvnw test"
                        + " -Dtest=ConfigurationReferenceTest -D" + REFRESH + "=true")
                .isEqualTo(YamlTree.text(file));
    }

    @Test
    void everyKeyIsExplainedInTheCode() {
        assertThat(ConfigurationReference.entries())
                .hasSizeGreaterThan(150)
                .allSatisfy(entry -> assertThat(entry.doc()).as(entry.key()).isNotBlank());
    }

    /// Each key is also described in a page for users, at least by its last word, for example
    /// `taskgate.quota.burst` or `.refill`.
    @Test
    void theGuideNamesEveryKey() {
        String guide = YamlTree.text(Path.of("docs/configuration.md"));

        assertThat(ConfigurationReference.entries())
                .extracting(entry -> entry.key().replaceAll("\\.<[^>]+>$", ""))
                .allSatisfy(key -> assertThat(guide).contains(key.substring(key.lastIndexOf('.') + 1)));
    }
}
