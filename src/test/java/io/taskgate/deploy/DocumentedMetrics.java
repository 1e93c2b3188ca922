package io.taskgate.deploy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The table of metrics in `docs/operations.md`: names in Prometheus's format with their tags. `MetricsTest`
/// checks it against the gateway's metrics.
public final class DocumentedMetrics {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(taskgate_\\w+)` \\| ([^|]+) \\| ([^|]*)\\| ([^|]+) \\|$");

    private final Map<String, Set<String>> tags = new TreeMap<>();

    public DocumentedMetrics() {
        ROW.matcher(YamlTree.text(Path.of("docs/operations.md")))
                .results()
                .forEach(row -> tags.put(row.group(1), words(row.group(3))));
    }

    private static Set<String> words(String cell) {
        return Arrays.stream(cell.split("[^a-z_]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public Set<String> names() {
        return tags.keySet();
    }

    /// @param sample the name of a time series: of the metric itself, or of a series that a timer or a
    ///     summary adds
    /// @return the name of the metric; empty if there is none
    public Optional<String> metricOf(String sample) {
        String shorter = sample.replaceAll("_(count|sum|max|bucket)$", "");
        return tags.containsKey(sample)
                ? Optional.of(sample)
                : Optional.of(shorter).filter(name -> tags.containsKey(name) && !name.endsWith("_total"));
    }

    public Set<String> tagsOf(String metric) {
        return tags.getOrDefault(metric, Set.of());
    }
}
