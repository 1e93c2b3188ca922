package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A regular expression, which in JSONata is a function from a text to its first match. Its search ends at
/// the time limit, unlike the search of the library. (Source: JSONata documentation, "Using Regular
/// Expressions".)
final class InterruptibleRegex extends JFunction {

    private final Pattern pattern;

    InterruptibleRegex(Pattern pattern) {
        super((_, _) -> null, "<x:x>");
        this.pattern = pattern;
    }

    Pattern pattern() {
        return pattern;
    }

    @Override
    @SuppressWarnings("rawtypes") // the library's
    public @Nullable Object call(Object input, List arguments) {
        List<@Nullable Object> matches = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof String text) {
                matches.add(next(EvaluationLimits.ofThread().matcher(pattern, text)));
            }
        }
        return matches.size() == 1 ? matches.getFirst() : matches;
    }

    @Override
    public int getNumberOfArgs() {
        return 1;
    }

    private static @Nullable Map<String, Object> next(Matcher matcher) {
        if (!matcher.find()) {
            return null;
        }
        List<String> groups = IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(matcher::group)
                .map(group -> group == null ? "" : group)
                .toList();
        return Map.of(
                "match", matcher.group(),
                "start", matcher.start(),
                "end", matcher.end(),
                "groups", groups,
                "next", new JFunction((_, _) -> next(matcher), "<:x>"));
    }
}
