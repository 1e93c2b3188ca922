package io.taskgate.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.deploy.YamlTree;
import io.taskgate.reload.ConfigurationDocumentParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests `k8s/components/access-file`, with which the gateway reads the callers' keys from a file that can
/// change.
class AccessFileComponentTest {

    private PodSpec pod;

    @BeforeEach
    void build(@TempDir Path copy) throws IOException {
        KustomizeTest.withComponents(copy, "tls", "access-file");
        pod = KustomizationBuilder.build(copy.resolve("overlays/standalone")).stream()
                .map(StrictKubernetesModel::load)
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    private Container gateway() {
        return pod.getContainers().getFirst();
    }

    private List<VolumeMount> mountsOf(String secret) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getSecret() != null
                        && secret.equals(volume.getSecret().getSecretName()))
                .flatMap(volume -> gateway().getVolumeMounts().stream()
                        .filter(mount -> mount.getName().equals(volume.getName())))
                .toList();
    }

    @Test
    void theGatewayReadsTheFileInTheMountedFolder() {
        assertThat(mountsOf("taskgate-access")).singleElement().satisfies(mount -> {
            // A mounted subPath is never updated.
            assertThat(mount.getSubPath()).isNull();
            assertThat(gateway().getEnv())
                    .filteredOn(env -> env.getName().equals("TASKGATE_ACCESS_FILE"))
                    .extracting(EnvVar::getValue)
                    .containsExactly(mount.getMountPath() + "/access.yaml");
        });
    }

    @Test
    void theOtherSecretsAreElsewhere() {
        assertThat(mountsOf("taskgate-secrets"))
                .singleElement()
                .extracting(VolumeMount::getMountPath)
                .isNotEqualTo(mountsOf("taskgate-access").getFirst().getMountPath());
    }

    @Test
    void thePatternIsReadAndItsKeysAreRefused() {
        String pattern = YamlTree.text(KustomizeTest.K8S.resolve("components/access-file/access.example.yaml"));

        Map<String, String> properties = switch (ConfigurationDocumentParser.read(
                ConfigurationDocumentParser.Format.YAML, pattern)) {
            case ConfigurationDocumentParser.Reading.Read(Map<String, String> read) -> read;
            case ConfigurationDocumentParser.Reading.Malformed(String problem) -> throw new AssertionError(problem);
        };

        assertThat(properties).containsEntry("taskgate.access.keys.orders.expires", "2027-01-31T00:00:00Z");
        assertThat(List.of("secret", "next-secret"))
                .allSatisfy(member -> assertThat(KeyStrengthValidator.required()
                                .ofApiKey(
                                        member,
                                        Objects.requireNonNull(
                                                properties.get("taskgate.access.keys.orders." + member))))
                        .isPresent());
    }
}
