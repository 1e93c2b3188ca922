package io.taskgate.route.config.tree;

import io.taskgate.payload.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Shapes and event patterns have no end, so no mapping can hold their keys: written as YAML, each becomes one
/// property with its JSON text.
public final class ShapeTrees {

    private static final String NAME = "(?:\"[^\"]+\"|[^.]+)";
    private static final String OPERATION = "taskgate\\.services\\." + NAME + "\\.operations\\." + NAME + "\\.";
    private static final Pattern INNER = Pattern.compile(
            "(" + OPERATION + "(?:(?:request|result|response|call)(?:\\.summary)?\\.shape|match\\.pattern))\\..+");
    private static final Pattern RESULT_PATH = Pattern.compile(OPERATION + "(?:result|response)\\.result-path");

    private ShapeTrees() {}

    /// Returns the properties with each tree as one property. A `result-path` that is null in YAML discards the
    /// result, as in ASL.
    public static Map<String, String> collapsed(Map<String, String> properties) {
        Map<String, String> collapsed = new TreeMap<>();
        Map<String, Map<String, String>> trees = new TreeMap<>();
        properties.forEach((key, value) -> {
            Matcher inner = INNER.matcher(key);
            if (inner.matches()) {
                trees.computeIfAbsent(inner.group(1), root -> new TreeMap<>()).put(key, value);
            } else {
                boolean discards = value.isBlank() && RESULT_PATH.matcher(key).matches();
                collapsed.put(key, discards ? "none" : value);
            }
        });
        trees.forEach((root, inner) -> collapsed.put(
                root,
                new String(Json.bytes(ShapeReader.json(ConfigNode.of(root + ".", inner))), StandardCharsets.UTF_8)));
        return collapsed;
    }
}
