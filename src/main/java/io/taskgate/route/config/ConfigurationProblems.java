package io.taskgate.route.config;

import java.util.ArrayList;
import java.util.List;

/// Collects configuration errors, one line each: the key, the error and the correction. Not thread-safe.
public final class ConfigurationProblems {

    private final List<String> lines = new ArrayList<>();

    public void add(String key, String problemAndFix) {
        lines.add(key + ": " + problemAndFix);
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
