package io.taskgate.payload.jsonata;

import io.taskgate.payload.jsonpath.PathStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which parts of the payload a JSONata expression may read, as far as its text tells. The library's parsed
/// form is not open to others, so whatever is not understood at once counts as reading everything.
public final class ReadPathAnalyzer {

    /// Up to a sign that could open a regular expression or a quoted name, or go up to a parent, all is one of
    /// these.
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|\\$[A-Za-z_]\\w*|[^\"'`/%$]|\\$", Pattern.DOTALL);

    private static final Pattern READ =
            Pattern.compile("\\$states\\s*\\.\\s*(input|result|context)\\b((?:\\s*\\.\\s*[A-Za-z_]\\w*\\b(?!\\())*)");

    private static final Pattern NAME = Pattern.compile("\\w+");

    private ReadPathAnalyzer() {}

    /// @param resultIsInput whether `$states.result` is the payload
    /// @return empty when it may be all of it
    static Optional<List<List<PathStep>>> of(String text, boolean resultIsInput) {
        List<List<PathStep>> parts = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!token.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            at = token.end();
            if (token.group().equals("$states")) {
                Matcher read = READ.matcher(text).region(token.start(), text.length());
                if (!read.lookingAt()) {
                    return Optional.empty();
                }
                boolean isPayload = read.group(1).equals("input")
                        || (resultIsInput && read.group(1).equals("result"));
                if (isPayload) {
                    parts.add(names(read.group(2)));
                }
                at = read.end();
            }
        }
        return parts.contains(List.<PathStep>of()) ? Optional.empty() : Optional.of(parts);
    }

    /// Of all of them together.
    public static Optional<List<List<PathStep>>> ofAll(Stream<String> texts, boolean resultIsInput) {
        List<Optional<List<List<PathStep>>>> parts =
                texts.map(text -> of(text, resultIsInput)).toList();
        return parts.stream().allMatch(Optional::isPresent)
                ? Optional.of(parts.stream()
                        .flatMap(part -> part.orElseThrow().stream())
                        .toList())
                : Optional.empty();
    }

    private static List<PathStep> names(String steps) {
        return NAME.matcher(steps)
                .results()
                .<PathStep>map(name -> new PathStep.Field(name.group()))
                .toList();
    }
}
