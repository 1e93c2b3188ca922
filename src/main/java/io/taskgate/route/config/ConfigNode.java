package io.taskgate.route.config;

import io.smallrye.config.NameIterator;
import io.taskgate.payload.InvalidDefinitionException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Configuration properties as a tree. Not thread-safe.
final class ConfigNode {

    private final String key;
    private final Map<String, ConfigNode> children = new TreeMap<>();
    private @Nullable String value;

    private ConfigNode(String key) {
        this.key = key;
    }

    /// @param prefix of the names, with its dot; other properties are ignored
    static ConfigNode of(String prefix, Map<String, String> properties) {
        ConfigNode root = new ConfigNode(prefix.substring(0, prefix.length() - 1));
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
            String path = at.key + "." + (segment.contains(".") ? "\"" + segment + "\"" : segment);
            at = at.children.computeIfAbsent(segment, absent -> new ConfigNode(path));
        }
        at.value = to;
    }

    /// Returns the full name of this property.
    String key() {
        return key;
    }

    String key(String child) {
        return key + "." + child;
    }

    Map<String, ConfigNode> children() {
        return children;
    }

    @Nullable ConfigNode child(String name) {
        return children.get(name);
    }

    @Nullable String value() {
        return value;
    }

    @Nullable String text(String child) {
        ConfigNode there = children.get(child);
        return there == null || there.value == null || there.value.isBlank() ? null : there.value.strip();
    }

    /// @return null if nothing is set, or the value is invalid
    <T> @Nullable T parsed(String child, Function<String, ? extends T> parse, ConfigurationProblems problems) {
        String text = text(child);
        try {
            return text == null ? null : parse.apply(text);
        } catch (InvalidDefinitionException e) {
            problems.add(key(child), String.valueOf(e.getMessage()));
            return null;
        }
    }

    void allowOnly(Set<String> names, ConfigurationProblems problems) {
        children.values().forEach(child -> {
            String name = child.key.substring(key.length() + 1);
            if (!names.contains(name)) {
                problems.add(child.key, "Unknown key. Use one of " + new java.util.TreeSet<>(names) + ".");
            }
        });
    }
}
