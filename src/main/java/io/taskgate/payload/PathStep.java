package io.taskgate.payload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One step down a plain path: into a field or into an array.
///
/// Source: Amazon States Language specification, "Reference Paths".
sealed interface PathStep {

    /// A dotted name escapes what would end it (`$.a\.b`); a quoted one escapes its quote and `\`.
    Pattern FORM = Pattern.compile("\\.((?:[^\\s.\\[\\]()'\"*?@,:$\\\\]|\\\\.)+)"
            + "|\\[(-?\\d{1,9})]|\\['((?:[^'\\\\]|\\\\.)*)']|\\[\"((?:[^\"\\\\]|\\\\.)*)\"]");

    record Field(String name) implements PathStep {}

    /// @param index negative ones count from the end
    record Index(int index) implements PathStep {}

    /// @param text what stands after `$`
    /// @return empty when it is more than plain steps
    static Optional<List<PathStep>> parse(String text) {
        List<PathStep> steps = new ArrayList<>();
        Matcher matcher = FORM.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            steps.add(step(matcher));
            at = matcher.end();
        }
        return Optional.of(List.copyOf(steps));
    }

    private static PathStep step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return new Field(matcher.group(1).replaceAll("\\\\(.)", "$1"));
        }
        if (matcher.group(2) != null) {
            return new Index(Integer.parseInt(matcher.group(2)));
        }
        return matcher.group(3) != null
                ? new Field(matcher.group(3).replaceAll("\\\\(['\\\\])", "$1"))
                : new Field(matcher.group(4).replaceAll("\\\\([\"\\\\])", "$1"));
    }
}
