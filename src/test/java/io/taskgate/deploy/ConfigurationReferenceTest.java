package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.deploy.RouteKeys.Read;
import io.taskgate.deploy.RouteKeys.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds `docs/configuration-reference.md` to the code that reads the keys.
class ConfigurationReferenceTest {

    private static final Path CHECKED_IN = Path.of("docs/configuration-reference.md");
    private static final String REFRESH = "refresh.configuration";
    private static final Pattern GENERATED =
            Pattern.compile("(?<=<!-- generated -->\\n)(?s:.*)(?=<!-- end of generated -->)");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `(taskgate\\.[^`]+)`");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `((?!taskgate\\.)[^`]+)` \\| ([^|]+) \\| ([^|]+) \\| (.+) \\|$");

    /// One line of the table of a service's keys.
    record Row(String key, String type, String byDefault, String meaning) {

        /// The words that describe the allowed values.
        boolean isStrict() {
            return List.of("size", "duration", "number", "URL", "JSONPath").contains(type) || type.startsWith("`");
        }

        List<String> words() {
            return Pattern.compile("`([^`]+)`")
                    .matcher(type)
                    .results()
                    .map(word -> word.group(1))
                    .toList();
        }

        boolean hasDefault() {
            return byDefault.startsWith("`");
        }

        @Override
        public String toString() {
            return key;
        }
    }

    // ---- what mapping interfaces read

    @Test
    void theReferenceIsWhatTheCodeReads() throws IOException {
        String page = YamlTree.text(CHECKED_IN);
        String made = GENERATED
                .matcher(page)
                .replaceFirst(_ -> ConfigurationReference.markdown().replace("$", "\\$"));
        if (Boolean.getBoolean(REFRESH)) {
            Files.writeString(CHECKED_IN, made);
        }

        assertThat(made)
                .as(CHECKED_IN + " is not what the code reads. Write it anew with\n  ./mvnw test"
                        + " -Dtest=ConfigurationReferenceTest -D" + REFRESH + "=true")
                .isEqualTo(YamlTree.text(CHECKED_IN));
    }

    @Test
    void everyKeyIsExplainedInTheCode() {
        assertThat(ConfigurationReference.markdown().lines()).noneMatch(line -> line.endsWith("|  |"));
    }

    /// Each key is told of to people too, by its last word at least: `taskgate.quota.burst`, `.refill`.
    @Test
    void theGuideNamesEveryKey() {
        String guide = YamlTree.text(Path.of("docs/configuration.md"));

        assertThat(KEY.matcher(ConfigurationReference.markdown()).results())
                .hasSizeGreaterThan(30)
                .extracting(found -> found.group(1).replaceAll("\\.<…>$", ""))
                .allSatisfy(key -> assertThat(guide).contains(key.substring(key.lastIndexOf('.') + 1)));
    }

    // ---- what is read of services

    @Test
    void theTableOfServicesHasWhatTheirReadersTake() {
        assertThat(rows().stream().map(row -> row.key().replaceAll("\\.<[a-z]+>$", "")))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(RouteKeys.all());
    }

    /// Written out, a default changes nothing.
    @ParameterizedTest
    @MethodSource("withDefaults")
    void aDefaultIsWhatStandsWhereNothingIsSaid(Row row) {
        String value = row.byDefault().replace("`", "");
        List<Sample> takers = Arrays.stream(Sample.values())
                .filter(sample -> RouteKeys.read(sample.with(row.key() + "=" + value))
                        .problems()
                        .isEmpty())
                .toList();

        assertThat(takers).isNotEmpty().allSatisfy(sample -> {
            Read unsaid = RouteKeys.read(sample.with());
            Read said = RouteKeys.read(sample.with(row.key() + "=" + value));
            assertThat(said.routes()).usingRecursiveComparison().isEqualTo(unsaid.routes());
        });
    }

    /// An invalid value is reported with its key, and every listed word is accepted.
    @ParameterizedTest
    @MethodSource("strict")
    void aTypeIsWhatIsTaken(Row row) {
        String key = row.key().replaceAll("<[a-z]+>$", "409");

        List<Sample> readers = Arrays.stream(Sample.values())
                .filter(sample -> !about(sample, key, "no such value").isEmpty())
                .toList();

        assertThat(readers).isNotEmpty();
        assertThat(row.words())
                .allSatisfy(word -> assertThat(readers)
                        .anySatisfy(
                                sample -> assertThat(about(sample, key, word)).isEmpty()));
    }

    private static List<String> about(Sample sample, String key, String value) {
        return RouteKeys.read(sample.with(key + "=" + value)).about(key);
    }

    @Test
    void theSamplesAreWhole() {
        Map<Sample, List<String>> problems = Arrays.stream(Sample.values())
                .collect(Collectors.toMap(
                        sample -> sample,
                        sample -> RouteKeys.read(sample.with()).problems()));

        assertThat(problems.values()).allMatch(List::isEmpty);
    }

    static List<Row> withDefaults() {
        return rows().stream().filter(Row::hasDefault).toList();
    }

    static List<Row> strict() {
        return rows().stream().filter(Row::isStrict).toList();
    }

    private static List<Row> rows() {
        return ROW.matcher(YamlTree.text(CHECKED_IN))
                .results()
                .map(ConfigurationReferenceTest::row)
                .toList();
    }

    private static Row row(MatchResult found) {
        return new Row(found.group(1), found.group(2), found.group(3), found.group(4));
    }
}
