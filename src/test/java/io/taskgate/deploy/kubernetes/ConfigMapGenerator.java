package io.taskgate.deploy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.YamlTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Implements the `configMapGenerator` of a kustomization: ConfigMaps whose names end with a hash of their
/// content.
final class ConfigMapGenerator {

    private static final Set<String> REFERENCES = Set.of("configMap", "configMapRef", "configMapKeyRef");

    private ConfigMapGenerator() {}

    static ObjectNode generate(Path folder, ObjectNode generator) {
        KustomizationBuilder.only(generator, Set.of("name", "files", "envs"));
        Map<String, String> data = new TreeMap<>();
        generator.path("files").forEach(file -> data.put(file.asText(), YamlTree.text(folder.resolve(file.asText()))));
        generator
                .path("envs")
                .forEach(file -> YamlTree.text(folder.resolve(file.asText()))
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split("=", 2))
                        .forEach(pair -> data.put(pair[0], pair[1])));
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        map.put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", generator.path("name").asText());
        ObjectNode held = map.putObject("data");
        data.forEach(held::put);
        return map;
    }

    /// Gives every ConfigMap its final name, including in references.
    static void withTheirHashes(List<ObjectNode> objects) {
        Map<String, String> names = new HashMap<>();
        for (ObjectNode object : objects) {
            if (object.path("kind").asText().equals("ConfigMap")) {
                String name = object.at("/metadata/name").asText();
                names.put(name, name + "-" + hash(object.get("data")));
                object.withObject("metadata").put("name", names.get(name));
            }
        }
        objects.forEach(object -> rename(object, names));
    }

    private static void rename(JsonNode node, Map<String, String> names) {
        for (String reference : REFERENCES) {
            if (node.path(reference) instanceof ObjectNode named) {
                String name = named.path("name").asText();
                named.put("name", names.getOrDefault(name, name));
            }
        }
        node.forEach(child -> rename(child, names));
    }

    /// kustomize's hash: ten hex digits of the SHA-256 of the map's JSON in Go's format, with replacements
    /// for some digits (kustomize, `api/hasher/hasher.go`; the name in the hashed JSON is empty).
    private static String hash(JsonNode data) {
        String json = JsonNodeFactory.instance
                .objectNode()
                .<ObjectNode>set("data", data)
                .put("kind", "ConfigMap")
                .put("name", "")
                .toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
        return sha256(json)
                .substring(0, 10)
                .replace('0', 'g')
                .replace('1', 'h')
                .replace('3', 'k')
                .replace('a', 'm')
                .replace('e', 't');
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
