package io.taskgate.payload;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The library's functions that search in a text or make a long one, held to the bounds: nothing can stop them once
/// they run, so each is looked at before.
final class QueryTexts {

    private static final Set<String> SEARCHES = Set.of("match", "contains", "replace", "split");
    private static final int MAX_PAD = 1_000_000;
    private static final int MAX_MATCHES = 500_000;
    private static final long MAX_CHARACTERS = 32_000_000;

    private final JFunction original;
    private final Object input;
    private final QueryBounds bounds;

    QueryTexts(JFunction original, Object input, QueryBounds bounds) {
        this.original = original;
        this.input = input;
        this.bounds = bounds;
    }

    /// @param given may hold nulls, for what is undefined
    @Nullable Object call(String name, List<?> given) {
        List<@Nullable Object> arguments = new ArrayList<>(given);
        if (SEARCHES.contains(name)) {
            arguments.replaceAll(argument -> argument instanceof QueryRegex regex ? regex.pattern() : argument);
        }
        if (!arguments.isEmpty() && arguments.getFirst() instanceof String text) {
            switch (name) {
                case "match", "contains" -> matches(text, arguments.get(1));
                case "split" -> requireFew(matches(text, arguments.get(1)));
                case "replace" -> {
                    return replaced(text, arguments);
                }
                case "pad" -> {
                    if (arguments.get(1) instanceof Number width && Math.abs(width.doubleValue()) > MAX_PAD) {
                        throw EvaluationException.query("$pad to more than " + MAX_PAD + " characters is not offered");
                    }
                }
                default -> {}
            }
        }
        if (name.equals("join") && arguments.size() > 1 && arguments.get(1) instanceof String separator) {
            requireShort((long) (arguments.getFirst() instanceof List<?> list ? list.size() : 1) * separator.length());
        }
        return original.call(input, arguments);
    }

    /// How often it is found. Regular expressions are searched once within half of the time that is left.
    private int matches(String text, @Nullable Object sought) {
        if (sought instanceof String part) {
            return part.isEmpty() ? text.length() : occurrences(text, part);
        }
        if (!(sought instanceof Pattern pattern)) {
            return 0;
        }
        Matcher matcher = bounds.rehearsal(pattern, text);
        int matches = 0;
        while (matcher.find()) {
            requireFew(++matches);
        }
        return matches;
    }

    private static int occurrences(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    /// The library prints what its caller's function throws and goes on, takes a text for a regular expression where
    /// there is a limit, and searches anew after each replacement then.
    private @Nullable Object replaced(String text, List<@Nullable Object> arguments) {
        Object sought = arguments.get(1);
        Object by = arguments.get(2);
        Number limit = arguments.size() > 3 && arguments.get(3) instanceof Number number ? number : null;
        if ("".equals(sought) || (limit != null && limit.doubleValue() < 0)) {
            return original.call(input, arguments);
        }
        int matches = matches(text, sought);
        if (by instanceof String replacement) {
            requireShort(text.length() + (long) matches * replacement.length());
        }
        if (limit == null) {
            return by instanceof String ? original.call(input, arguments) : byFunction(text, sought, by);
        }
        int most = (int) Math.min(limit.doubleValue(), matches);
        return sought instanceof String part && by instanceof String replacement
                ? literally(text, part, replacement, most)
                : oneByOne(text, sought, by, most);
    }

    private @Nullable Object byFunction(String text, @Nullable Object sought, @Nullable Object function) {
        List<Throwable> failures = new ArrayList<>(1);
        JFunction caught = new JFunction(
                (_, match) -> {
                    try {
                        if (failures.isEmpty() && Functions.funcApply(function, match) instanceof String made) {
                            return Matcher.quoteReplacement(made);
                        }
                        failures.add(EvaluationException.query("fails with D3012"));
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                    return "";
                },
                "<x:x>");
        Object result = original.call(input, new ArrayList<>(Arrays.asList(text, sought, caught)));
        if (failures.isEmpty()) {
            return result;
        }
        switch (failures.getFirst()) {
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static String literally(String text, String part, String replacement, int most) {
        StringBuilder made = new StringBuilder();
        int at = 0;
        for (int i = 0; i < most; i++) {
            int found = text.indexOf(part, at);
            made.append(text, at, found).append(replacement);
            at = found + part.length();
        }
        return made.append(text, at, text.length()).toString();
    }

    private @Nullable Object oneByOne(String text, @Nullable Object sought, @Nullable Object by, int most) {
        Object made = text;
        for (int i = 0; i < most && made instanceof String whole; i++) {
            matches(whole, sought);
            made = original.call(input, new ArrayList<>(Arrays.asList(whole, sought, by, 1)));
            bounds.step();
            bounds.made(made);
        }
        return made;
    }

    private static void requireFew(int matches) {
        if (matches > MAX_MATCHES) {
            throw EvaluationException.query("was stopped: more than " + MAX_MATCHES + " matches");
        }
    }

    private static void requireShort(long characters) {
        if (characters > MAX_CHARACTERS) {
            throw EvaluationException.query("was stopped: it makes a value that is too large");
        }
    }
}
