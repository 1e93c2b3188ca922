package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks the claims of `docs/security-model.md`: an existing test class for each kind of threat at each
/// boundary.
class SecurityModelTest {

    private static final String MODEL = YamlTree.text(Path.of("docs/security-model.md"));
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract))`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([STRIDE]) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");

    private static Set<String> namesOfTests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String section(String boundary) {
        int from = MODEL.indexOf("\n## " + boundary + "\n");
        assertThat(from).as("the section " + boundary).isPositive();
        return MODEL.substring(from, MODEL.indexOf("\n## ", from + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Caller", "Worker", "Bus", "Provider", "Service", "Operator", "AWS"})
    void everyBoundaryHasEveryKindOfThreat(String boundary) {
        List<String> kinds = ROW.matcher(section(boundary))
                .results()
                .map(row -> row.group(1))
                .distinct()
                .toList();

        assertThat(kinds).containsExactly("S", "T", "R", "I", "D", "E");
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        assertThat(TEST.matcher(MODEL).results().map(found -> found.group(1)))
                .hasSizeGreaterThan(20)
                .isSubsetOf(namesOfTests());
    }

    /// A row either names its test, or has a dash if there is none.
    @Test
    void everyRowSaysWhatShowsIt() {
        assertThat(ROW.matcher(MODEL).results().map(row -> row.group(4).strip()))
                .hasSizeGreaterThan(40)
                .allMatch(shown -> shown.equals("—") || TEST.matcher(shown).find());
    }

    /// A planned defence has no test.
    @Test
    void whatIsOnlyPlannedNamesNoTest() {
        assertThat(ROW.matcher(MODEL).results().filter(row -> row.group(3).startsWith("planned:")))
                .allSatisfy(row -> assertThat(row.group(4).strip()).isEqualTo("—"));
    }
}
