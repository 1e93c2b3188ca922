package io.taskgate.payload.jsonpath;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One step down a path that only selects: into a field or an array, or into several places at once.
///
/// Source: Amazon States Language specification, "Paths" and "Reference Paths".
public sealed interface PathStep {

    /// A step to exactly one place.
    sealed interface Plain extends PathStep {}

    record Field(String name) implements Plain {}

    /// @param index from 0; a negative index counts from the end
    record Index(int index) implements Plain {}

    /// `[*]` or `.*`: all elements of an array, or the values of all fields.
    record All() implements PathStep {}

    /// `['a','b']`: an object of the fields that exist.
    record Names(List<String> names) implements PathStep {}

    /// A dotted name escapes its terminators (`$.a\.b`); a quoted one escapes its quote and `\`. A bracket can
    /// follow a dot (`$.[0]`), as in Step Functions.
    Pattern PLAIN = Pattern.compile("\\.((?:[^\\s.\\[\\]()'\"*?@,:$\\\\]|\\\\.)+)"
            + "|\\.?\\[(-?\\d{1,9})]|\\.?\\['((?:[^'\\\\]|\\\\.)*)']|\\.?\\[\"((?:[^\"\\\\]|\\\\.)*)\"]");

    Pattern ALL = Pattern.compile("\\.\\*|\\.?\\[\\*]");
    Pattern NAMES = Pattern.compile("\\.?\\[((?:'[^'\\\\]*'|\"[^\"\\\\]*\")(?:, ?(?:'[^'\\\\]*'|\"[^\"\\\\]*\"))+)]");

    /// @param text the path after `$`
    /// @return empty if a step is not plain
    static Optional<List<Plain>> parse(String text) {
        List<Plain> steps = new ArrayList<>();
        Matcher matcher = PLAIN.matcher(text);
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

    /// The leading steps of a path that can be matched in one forward pass, up to the first filter, slice,
    /// negative index, function or `..`.
    ///
    /// @param whole whether these are all steps of the path
    record Selecting(List<PathStep> steps, boolean whole) {}

    /// @param text  the path after its root
    /// @param plain its steps if all are plain
    static Selecting selecting(String text, Optional<List<Plain>> plain) {
        if (text.contains("$") && plain.isEmpty()) {
            // A filter or function that reads the payload from its root.
            return new Selecting(List.of(), false);
        }
        if (plain.isPresent()) {
            List<PathStep> forward = plain.get().stream()
                    .<PathStep>map(step -> step)
                    .takeWhile(step -> !(step instanceof Index(int index) && index < 0))
                    .toList();
            return new Selecting(forward, forward.size() == plain.get().size());
        }
        return wide(text);
    }

    private static Selecting wide(String text) {
        List<PathStep> steps = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Matcher plain = PLAIN.matcher(text).region(at, text.length());
            Matcher all = ALL.matcher(text).region(at, text.length());
            Matcher names = NAMES.matcher(text).region(at, text.length());
            if (plain.lookingAt()
                    && !plain.group().contains("\\")
                    && !(plain.group(2) != null && plain.group(2).startsWith("-"))) {
                steps.add(step(plain));
                at = plain.end();
            } else if (all.lookingAt()) {
                steps.add(new All());
                at = all.end();
            } else if (names.lookingAt() && names.end() == text.length() && areDistinct(names(names.group(1)))) {
                steps.add(new Names(names(names.group(1))));
                at = names.end();
            } else {
                // The last name may be a function name and not a step.
                int known = steps.size() - (text.charAt(at) == '(' ? 1 : 0);
                return new Selecting(List.copyOf(steps.subList(0, known)), false);
            }
        }
        return new Selecting(List.copyOf(steps), true);
    }

    private static boolean areDistinct(List<String> names) {
        return names.stream().distinct().count() == names.size();
    }

    private static List<String> names(String quoted) {
        return List.of(quoted.substring(1, quoted.length() - 1).split("['\"], ?['\"]", -1));
    }

    private static Plain step(Matcher matcher) {
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
