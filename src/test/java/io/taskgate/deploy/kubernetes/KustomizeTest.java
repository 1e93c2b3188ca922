package io.taskgate.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.YamlTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares the builder of the tests with kustomize if `kubectl` is installed, and checks that the builder
/// rejects unsupported fields.
public class KustomizeTest {

    public static final Path K8S = Path.of("k8s");

    private static List<JsonNode> sorted(List<ObjectNode> objects) {
        return objects.stream()
                .map(JsonNode.class::cast)
                .sorted((one, other) -> name(one).compareTo(name(other)))
                .toList();
    }

    private static String name(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }

    private static boolean hasKubectl() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    private static String kubectl(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String built = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return built;
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/standalone", "overlays/sidecar"})
    void whatTheTestsBuildIsWhatKustomizeBuilds(String folder) throws IOException, InterruptedException {
        assumeTrue(hasKubectl(), "kubectl is not installed: the builder of the tests is not compared with kustomize");

        assertThat(sorted(KustomizationBuilder.build(K8S.resolve(folder))))
                .isEqualTo(sorted(YamlTree.all(kubectl(K8S.resolve(folder)))));
    }

    @Test
    void componentsAreBuiltAsKustomizeBuildsThem(@TempDir Path copy) throws IOException, InterruptedException {
        withComponents(copy, "native", "irsa", "alerts", "tls");
        List<ObjectNode> built = KustomizationBuilder.build(copy.resolve("overlays/standalone"));

        assertThat(built)
                .filteredOn(object -> object.path("kind").asText().equals("ServiceAccount"))
                .singleElement()
                .satisfies(account -> assertThat(account.at("/metadata/annotations/eks.amazonaws.com~1role-arn")
                                .asText())
                        .startsWith("arn:aws:iam::"));
        assumeTrue(hasKubectl(), "kubectl is not installed: the builder of the tests is not compared with kustomize");
        assertThat(sorted(built)).isEqualTo(sorted(YamlTree.all(kubectl(copy.resolve("overlays/standalone")))));
    }

    /// Copies `k8s/` with these components in the standalone overlay.
    static void withComponents(Path copy, String... components) throws IOException {
        try (Stream<Path> files = Files.walk(K8S)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(K8S.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        Path kustomization = copy.resolve("overlays/standalone/kustomization.yaml");
        StringBuilder added = new StringBuilder("components:\n");
        for (String component : components) {
            added.append("  - ../../components/").append(component).append('\n');
        }
        Files.writeString(kustomization, Files.readString(kustomization) + added);
    }

    @Test
    void whatTheBuilderDoesNotKnowItRefuses(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "namePrefix: my-\n");

        assertThatThrownBy(() -> KustomizationBuilder.build(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("namePrefix");
    }

    @Test
    void aPatchThatFindsNothingIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "patches:\n  - target: {kind: Deployment, name: nobody}\n    patch: '[]'\n");

        assertThatThrownBy(() -> KustomizationBuilder.build(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");
    }
}
