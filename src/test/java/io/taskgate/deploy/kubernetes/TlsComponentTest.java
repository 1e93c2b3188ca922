package io.taskgate.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.taskgate.deploy.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks that with `k8s/components/tls` all traffic on the API's port is encrypted (finding 11).
class TlsComponentTest {

    private List<HasMetadata> objects;

    @BeforeEach
    void build(@TempDir Path copy) throws IOException {
        KustomizeTest.withComponents(copy, "tls");
        objects = KustomizationBuilder.build(copy.resolve("overlays/standalone")).stream()
                .map(StrictKubernetesModel::load)
                .toList();
    }

    private <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    private PodSpec pod() {
        return all(Deployment.class)
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    private Container gateway() {
        return pod().getContainers().getFirst();
    }

    private JsonNode configuration() {
        return all(ConfigMap.class)
                .filter(map -> map.getData().containsKey("tls.yaml"))
                .map(map -> YamlTree.one(map.getData().get("tls.yaml")))
                .findFirst()
                .orElseThrow();
    }

    /// @return the mount path of the volume
    private String mounted(Volume volume) {
        return gateway().getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(volume.getName()))
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theCertificateOfTheIssuerIsWhatTheGatewayReads() {
        String secret =
                all(Certificate.class).findFirst().orElseThrow().getSpec().getSecretName();
        Volume volume = pod().getVolumes().stream()
                .filter(one ->
                        one.getSecret() != null && secret.equals(one.getSecret().getSecretName()))
                .findFirst()
                .orElseThrow();
        JsonNode pem = configuration().at("/quarkus/tls/gateway/key-store/pem/0");

        assertThat(pem.path("cert").asText()).isEqualTo(mounted(volume) + "/tls.crt");
        assertThat(pem.path("key").asText()).isEqualTo(mounted(volume) + "/tls.key");
    }

    @Test
    void theFileIsAmongThoseThatTheGatewayReads() {
        Volume volume = pod().getVolumes().stream()
                .filter(one -> one.getConfigMap() != null
                        && one.getConfigMap().getName().startsWith("taskgate-tls-config-"))
                .findFirst()
                .orElseThrow();

        assertThat(gateway().getEnv())
                .filteredOn(env -> env.getName().equals("SMALLRYE_CONFIG_LOCATIONS"))
                .singleElement()
                .satisfies(env -> assertThat(env.getValue().split(","))
                        .contains(mounted(volume) + "/tls.yaml")
                        .contains("/etc/taskgate/config/taskgate.yaml", "/etc/taskgate/secrets/secrets.yaml"));
    }

    @Test
    void thePortOfTheApiIsTlsAndNothingElse() {
        JsonNode http = configuration().at("/quarkus/http");

        assertThat(http.path("insecure-requests").asText()).isEqualTo("disabled");
        assertThat(gateway().getPorts())
                .filteredOn(port -> port.getName().equals("http"))
                .extracting(ContainerPort::getContainerPort)
                .containsExactly(http.path("ssl-port").asInt());
    }

    @Test
    void aRenewedCertificateIsReadWithoutARestart() {
        assertThat(configuration().at("/quarkus/tls/gateway/reload-period").asText())
                .isNotEmpty();
    }

    /// The default TLS configuration applies to every server, and the kubelet probes the management port by
    /// HTTP.
    @Test
    void theManagementPortIsLeftAlone() {
        assertThat(configuration().at("/quarkus/http/tls-configuration-name").asText())
                .isEqualTo("gateway");
        assertThat(configuration().at("/quarkus/tls").fieldNames()).toIterable().containsExactly("gateway");
    }
}
