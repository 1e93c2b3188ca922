package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks that all build inputs are pinned by digest, updated automatically and scanned (finding 28).
class SupplyChainTest {

    /// A commit with its release, for readers and for Dependabot, which updates both together.
    private static final Pattern PINNED = Pattern.compile("[\\w./-]+@[0-9a-f]{40} # v\\d+(\\.\\d+){2}");

    private static final Pattern USES = Pattern.compile("(?m)^\\s*(?:- )?uses: (.+)$");

    private static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
            return files.toList();
        }
    }

    private static List<String> uses() throws IOException {
        return workflows().stream()
                .flatMap(file -> USES.matcher(YamlTree.text(file)).results())
                .map(found -> found.group(1).strip())
                .toList();
    }

    @Test
    void everyActionIsPinnedToACommit() throws IOException {
        assertThat(uses()).hasSizeGreaterThan(10).allMatch(PINNED.asMatchPredicate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actions/checkout@v5",
                "actions/checkout@main # v5.1.0",
                "actions/checkout@fbc6f39 # v5.1.0",
                "actions/checkout@fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09"
            })
    void anActionByTagIsFound(String uses) {
        assertThat(uses).doesNotMatch(PINNED);
    }

    @Test
    void everyWorkflowStartsWithoutRightsButToRead() throws IOException {
        assertThat(workflows())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(file -> assertThat(YamlTree.read(file).path("permissions"))
                        .as(file.toString())
                        .isEqualTo(YamlTree.one("contents: read")));
    }

    @Test
    void theMavenDistributionIsHeldToItsDigest() {
        assertThat(YamlTree.text(Path.of(".mvn/wrapper/maven-wrapper.properties")))
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$");
    }

    @Test
    void everythingThatIsBuiltWithIsWatched() {
        JsonNode updates = YamlTree.read(Path.of(".github/dependabot.yml")).path("updates");

        assertThat(updates.findValuesAsText("package-ecosystem"))
                .containsExactlyInAnyOrder("maven", "github-actions", "npm", "docker");
    }

    @Test
    void theCodeAndTheDependenciesAreScanned() throws IOException {
        assertThat(uses())
                .anyMatch(action -> action.startsWith("github/codeql-action/analyze@"))
                .anyMatch(action -> action.startsWith("actions/dependency-review-action@"));
    }

    /// Events with task tokens are stored in SQS and its dead-letter queue, with encryption at rest.
    @ParameterizedTest
    @ValueSource(strings = {"docs/faq.md", "docs/protocol.md", "docs/security-model.md"})
    void theDocumentationSaysWhereTokensLie(String file) {
        assertThat(YamlTree.text(Path.of(file))).containsPattern("(?i)tokens? [^.|]*SQS|SQS[^.|]* tokens?");
    }
}
