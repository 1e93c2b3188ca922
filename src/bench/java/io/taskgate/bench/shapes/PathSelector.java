package io.taskgate.bench.shapes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One step of a path, for the hand-written competitors.
sealed interface PathSelector {

    Pattern FORM = Pattern.compile("\\.(\\w+)|\\[(\\d+)]|\\[\\*]|\\[('\\w+'(?:,'\\w+')*)]");

    record Field(String name) implements PathSelector {}

    record Index(int index) implements PathSelector {}

    record All() implements PathSelector {}

    record Names(List<String> names) implements PathSelector {}

    /// Parses a path.
    ///
    /// @param path an ASL path that starts with `$`
    static List<PathSelector> of(String path) {
        List<PathSelector> steps = new ArrayList<>();
        Matcher matcher = FORM.matcher(path);
        int at = 1;
        while (at < path.length()) {
            if (!matcher.region(at, path.length()).lookingAt()) {
                throw new IllegalArgumentException(path + " from " + at);
            }
            at = matcher.end();
            if (matcher.group(1) != null) {
                steps.add(new Field(matcher.group(1)));
            } else if (matcher.group(2) != null) {
                steps.add(new Index(Integer.parseInt(matcher.group(2))));
            } else {
                steps.add(
                        matcher.group(3) == null
                                ? new All()
                                : new Names(Arrays.stream(matcher.group(3).split(","))
                                        .map(name -> name.substring(1, name.length() - 1))
                                        .toList()));
            }
        }
        return List.copyOf(steps);
    }

    static boolean isWide(List<PathSelector> steps) {
        return steps.stream().anyMatch(All.class::isInstance);
    }
}
