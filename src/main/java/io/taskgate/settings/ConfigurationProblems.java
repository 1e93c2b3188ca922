package io.taskgate.settings;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Collects configuration errors, one line each: the key, the error and the correction. Not thread-safe.
public final class ConfigurationProblems {

    private record Line(String key, String problemAndFix) {
        @Override
        public String toString() {
            return key + ": " + problemAndFix;
        }
    }

    private final Set<Line> lines = new LinkedHashSet<>();

    public void add(String key, String problemAndFix) {
        lines.add(new Line(key, problemAndFix));
    }

    /// Adds the lines of others in the order of their keys.
    void addSorted(ConfigurationProblems others) {
        others.lines.stream().sorted(Comparator.comparing(Line::key)).forEach(lines::add);
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    public List<String> lines() {
        return lines.stream().map(Line::toString).toList();
    }

    /// Returns the keys that have a problem.
    public Set<String> keys() {
        return lines.stream().map(Line::key).collect(Collectors.toUnmodifiableSet());
    }

    /// Returns whether a key or a key below it has a problem.
    public boolean isAffected(String key) {
        return lines.stream()
                .anyMatch(line -> line.key().equals(key) || line.key().startsWith(key + "."));
    }
}
