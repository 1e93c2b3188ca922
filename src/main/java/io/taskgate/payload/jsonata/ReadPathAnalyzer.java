package io.taskgate.payload.jsonata;

import io.taskgate.payload.jsonpath.PathStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Determines the parts of the payload that a JSONata expression can read from its text. The parsed form of
/// the library is private, so that any unknown construct counts as reading everything.
public final class ReadPathAnalyzer {

    /// Everything matches one of these up to a sign that can start a regular expression or a quoted name, or
    /// refer to a parent.
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|\\$[A-Za-z_]\\w*|[^\"'`/%$]|\\$", Pattern.DOTALL);

    private static final Pattern READ =
            Pattern.compile("\\$states\\s*\\.\\s*(input|result|context)\\b((?:\\s*\\.\\s*[A-Za-z_]\\w*\\b(?!\\())*)");

    private static final Pattern NAME = Pattern.compile("\\w+");

    private ReadPathAnalyzer() {}

    /// @param resultIsInput whether `$states.result` is the payload
    /// @return empty if it can be all of the payload
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

    /// Returns the parts that all expressions together can read.
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
