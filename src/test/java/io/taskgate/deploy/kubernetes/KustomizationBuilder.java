package io.taskgate.deploy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.YamlTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Builds kustomizations like `kubectl kustomize`, for the part of kustomize that `k8s/` uses. It rejects all
/// other fields, so that nothing is ignored silently. If `kubectl` is installed, `KustomizeTest` compares the
/// two.
public final class KustomizationBuilder {

    private static final String FILE = "kustomization.yaml";
    private static final Set<String> KNOWN = Set.of(
            "apiVersion",
            "kind",
            "namespace",
            "resources",
            "components",
            "configMapGenerator",
            "labels",
            "images",
            "patches");

    private final Path folder;
    private final JsonNode file;

    private KustomizationBuilder(Path folder) {
        this.folder = folder;
        this.file = YamlTree.read(folder.resolve(FILE));
        only(file, KNOWN);
    }

    /// @return the objects in no particular order
    /// @throws IllegalArgumentException with the name of an unsupported field
    public static List<ObjectNode> build(Path folder) {
        List<ObjectNode> objects = new ArrayList<>(new KustomizationBuilder(folder).accumulated(List.of()));
        ConfigMapGenerator.withTheirHashes(objects);
        return objects;
    }

    static void only(JsonNode object, Set<String> known) {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new IllegalArgumentException(
                        "The builder of the tests does not support \"" + field + "\". Implement it.");
            }
        });
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return array.valueStream();
    }

    /// @param above the objects that a component is applied to
    private List<ObjectNode> accumulated(List<ObjectNode> above) {
        List<ObjectNode> objects = new ArrayList<>(above);
        each(file.path("resources")).forEach(resource -> objects.addAll(resource(folder.resolve(resource.asText()))));
        for (JsonNode component : file.path("components")) {
            List<ObjectNode> changed =
                    new KustomizationBuilder(folder.resolve(component.asText()).normalize()).accumulated(objects);
            objects.clear();
            objects.addAll(changed);
        }
        each(file.path("configMapGenerator"))
                .forEach(generator -> objects.add(ConfigMapGenerator.generate(folder, (ObjectNode) generator)));
        each(file.path("patches")).forEach(patch -> JsonPatchDocument.apply(patch, objects));
        objects.forEach(this::transform);
        return objects;
    }

    private static List<ObjectNode> resource(Path path) {
        return Files.isDirectory(path)
                ? new KustomizationBuilder(path.normalize()).accumulated(List.of())
                : YamlTree.all(YamlTree.text(path));
    }

    private void transform(ObjectNode object) {
        if (file.has("namespace") && !object.path("kind").asText().equals("Namespace")) {
            object.withObject("metadata").set("namespace", file.get("namespace"));
        }
        each(file.path("labels")).forEach(labels -> label(labels, object));
        each(file.path("images")).forEach(image -> {
            only(image, Set.of("name", "newName", "newTag"));
            Stream.of("initContainers", "containers")
                    .flatMap(kind -> each(object.at("/spec/template/spec/" + kind)))
                    .forEach(container -> rename(image, (ObjectNode) container));
        });
    }

    private static void label(JsonNode labels, ObjectNode object) {
        only(labels, Set.of("pairs", "includeTemplates"));
        ObjectNode pairs = (ObjectNode) labels.get("pairs");
        object.withObject("metadata").withObject("labels").setAll(pairs);
        if (labels.path("includeTemplates").asBoolean()
                && object.at("/spec/template").isObject()) {
            object.withObject("/spec/template/metadata/labels").setAll(pairs);
        }
    }

    private static void rename(JsonNode image, ObjectNode container) {
        if (container
                .path("image")
                .asText()
                .split("[:@]")[0]
                .equals(image.path("name").asText())) {
            container.put(
                    "image",
                    image.path("newName").asText() + ":" + image.path("newTag").asText());
        }
    }
}
