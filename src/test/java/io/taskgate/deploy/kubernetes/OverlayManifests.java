package io.taskgate.deploy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.taskgate.deploy.YamlTree;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The built objects of an overlay of `k8s/`.
public enum OverlayManifests {
    STANDALONE,
    SIDECAR;

    private final List<HasMetadata> objects =
            KustomizationBuilder.build(
                            KustomizeTest.K8S.resolve("overlays").resolve(name().toLowerCase(java.util.Locale.ROOT)))
                    .stream()
                    .map(StrictKubernetesModel::load)
                    .toList();

    List<HasMetadata> objects() {
        return objects;
    }

    <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    Deployment deployment() {
        return all(Deployment.class).findFirst().orElseThrow();
    }

    public PodSpec pod() {
        return deployment().getSpec().getTemplate().getSpec();
    }

    /// Returns the container named `taskgate`.
    public Container gateway() {
        return Stream.concat(pod().getContainers().stream(), pod().getInitContainers().stream())
                .filter(container -> container.getName().equals("taskgate"))
                .findFirst()
                .orElseThrow();
    }

    /// Returns the data of the ConfigMap whose name has this prefix.
    public Map<String, String> data(String map) {
        return all(ConfigMap.class)
                .filter(one -> one.getMetadata().getName().startsWith(map + "-"))
                .findFirst()
                .orElseThrow()
                .getData();
    }

    /// Returns the mounted `taskgate.yaml`.
    public JsonNode configuration() {
        return YamlTree.one(data("taskgate-config").getOrDefault("taskgate.yaml", ""));
    }
}
