package io.taskgate.route.config.tree;

import io.smallrye.config.NameIterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Configuration properties as a tree. Not thread-safe.
final class ConfigNode {

    private final Map<String, ConfigNode> children = new TreeMap<>();
    private @Nullable String value;

    /// @param prefix of the names, with its dot; other properties are ignored
    static ConfigNode of(String prefix, Map<String, String> properties) {
        ConfigNode root = new ConfigNode();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                root.put(new NameIterator(name.substring(prefix.length())), value);
            }
        });
        return root;
    }

    private void put(NameIterator name, String to) {
        ConfigNode at = this;
        while (name.hasNext()) {
            String segment = name.getNextSegment();
            name.next();
            at = at.children.computeIfAbsent(segment, absent -> new ConfigNode());
        }
        at.value = to;
    }

    Map<String, ConfigNode> children() {
        return children;
    }

    @Nullable String value() {
        return value;
    }
}
