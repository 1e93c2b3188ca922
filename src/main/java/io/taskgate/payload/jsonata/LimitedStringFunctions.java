package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import io.taskgate.payload.EvaluationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces the library functions that search in a text or create a long text by versions within the limits.
/// The functions of the library can't be stopped while they run.
final class LimitedStringFunctions {

    private static final int MAX_GROUPS = 10;

    private static final int CASED_AT_ONCE = 256;

    /// The maximum size of a character after case conversion: three characters of two bytes.
    private static final double MAX_CASED = 6;

    private final EvaluationLimits bounds;

    LimitedStringFunctions(EvaluationLimits bounds) {
        this.bounds = bounds;
    }

    String pad(String text, double width, @Nullable String filler) {
        bounds.requireRoom(2 * Math.abs(width) * (filler == null ? 1 : 2));
        int[] characters = filler == null || filler.isEmpty()
                ? new int[] {' '}
                : filler.codePoints().toArray();
        int missing = (int) Math.abs(width) - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        StringBuilder padding = new StringBuilder(missing);
        for (int i = 0; i < missing; i++) {
            padding.appendCodePoint(characters[i % characters.length]);
        }
        return width < 0 ? padding + text : text + padding;
    }

    /// Converts in parts, because the platform copies all of its buffer for each character that becomes
    /// several, as `ß` does.
    String uppercase(String text) {
        bounds.requireRoom(MAX_CASED * (double) text.length());
        StringBuilder cased = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(from + CASED_AT_ONCE, text.length());
            if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                to++;
            }
            cased.append(text.substring(from, to).toUpperCase(Locale.ROOT));
            from = to;
        }
        return cased.toString();
    }

    /// Converts in parts: `İ` is the only character that becomes several.
    String lowercase(String text) {
        bounds.requireRoom(MAX_CASED * (double) text.length());
        return text.replace("\u0130", "i\u0307").toLowerCase(Locale.ROOT);
    }

    /// Searches for a text or a regular expression.
    private Matcher search(String text, @Nullable Object sought) {
        return switch (sought) {
            case String part -> bounds.matcher(literal(part), text);
            case InterruptibleRegex regex -> bounds.matcher(regex.pattern(), text);
            case null, default ->
                throw EvaluationException.query("The search pattern must be a string or a regular expression.");
        };
    }

    /// Returns a pattern that matches a text as it is. The empty lookahead keeps the platform from preparing a
    /// Boyer-Moore search, whose time is quadratic in the length of a text such as `aaaa` and can't be interrupted.
    private static Pattern literal(String part) {
        return Pattern.compile("(?=)" + Pattern.quote(part));
    }

    boolean contains(String text, @Nullable Object sought) {
        return search(text, sought).find();
    }

    String before(String text, String part) {
        Matcher matcher = search(text, part);
        return matcher.find() ? text.substring(0, matcher.start()) : text;
    }

    String after(String text, String part) {
        Matcher matcher = search(text, part);
        return matcher.find() ? text.substring(matcher.end()) : text;
    }

    /// Returns one more match than the limit, as the library does.
    List<Object> match(String text, @Nullable Object sought, @Nullable Number limit) {
        if (limit != null && limit.intValue() < 0) {
            throw new JException("D3040", -1, limit);
        }
        List<Object> all = Utils.createSequence();
        Matcher matcher = search(text, sought);
        while (all.size() <= (limit == null ? Integer.MAX_VALUE - 1 : limit.intValue()) && matcher.find()) {
            requireGroups(matcher);
            Map<String, Object> match = new LinkedHashMap<>();
            match.put("match", matcher.group());
            match.put("index", matcher.start());
            match.put("groups", groups(matcher, 1));
            bounds.madeDeep(match);
            all.add(match);
        }
        return all;
    }

    /// Each group is a copy.
    private void requireGroups(Matcher matcher) {
        double length = 0;
        for (int i = 0; i <= matcher.groupCount(); i++) {
            length += matcher.end(i) - matcher.start(i);
        }
        bounds.requireRoom(2 * length);
    }

    private static List<@Nullable Object> groups(Matcher matcher, int first) {
        List<@Nullable Object> groups = new ArrayList<>(matcher.groupCount());
        for (int i = first; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return groups;
    }

    List<Object> split(String text, @Nullable Object separator, @Nullable Number limit) {
        if (limit != null && limit.intValue() < 0) {
            throw new JException("D3020", -1, text);
        }
        int most = limit == null ? Integer.MAX_VALUE : limit.intValue();
        List<Object> parts = new ArrayList<>();
        if ("".equals(separator)) {
            for (int i = 0; i < text.length() && i < most; i++) {
                add(parts, text.substring(i, i + 1));
            }
            return parts;
        }
        Matcher matcher = search(text, separator);
        int from = 0;
        while (parts.size() < most && matcher.find()) {
            if (from != 0 || matcher.end() != 0) {
                add(parts, text.substring(from, matcher.start()));
                from = matcher.end();
            }
        }
        if (parts.size() < most) {
            add(parts, text.substring(from));
        }
        return parts;
    }

    private void add(List<Object> parts, String part) {
        bounds.make(ValueSizeEstimator.ELEMENT + ValueSizeEstimator.ofText(part));
        parts.add(part);
    }

    String join(List<?> parts, @Nullable String separator) {
        double length = (double) parts.size() * (separator == null ? 0 : separator.length());
        for (Object part : parts) {
            length += String.valueOf(part).length();
        }
        bounds.requireRoom(2 * length);
        StringBuilder joined = new StringBuilder((int) length);
        for (int i = 0; i < parts.size(); i++) {
            joined.append(i == 0 || separator == null ? "" : separator).append(parts.get(i));
        }
        return joined.toString();
    }

    /// Follows the library, including searching for a text if there is a limit; for an expression it searches
    /// again after each replacement.
    String replace(String text, @Nullable Object sought, @Nullable Object by, @Nullable Number limit) throws Throwable {
        if ("".equals(sought)) {
            throw new JException("Second argument of replace function cannot be an empty string", 0);
        }
        if (limit != null && limit.doubleValue() < 0) {
            throw new JException("Fourth argument of replace function must evaluate to a positive number", 0);
        }
        double most = limit == null ? Double.POSITIVE_INFINITY : limit.intValue();
        if (sought instanceof String) {
            return replaced(text, sought, quoted(by), most);
        }
        if (limit == null) {
            return replaced(text, sought, by instanceof String replacement ? safe(replacement) : by, most);
        }
        if (!(by instanceof String replacement)) {
            throw EvaluationException.query("Evaluation failed with D3012.");
        }
        String made = text;
        String safe = safe(replacement);
        for (int i = 0; i < most; i++) {
            bounds.step();
            String before = made;
            made = replaced(made, sought, safe, 1);
            if (made.equals(before)) {
                return made;
            }
        }
        return made;
    }

    private static String quoted(@Nullable Object by) {
        if (by instanceof String replacement) {
            return Matcher.quoteReplacement(replacement);
        }
        throw EvaluationException.query("Evaluation failed with D3012.");
    }

    private String replaced(String text, @Nullable Object sought, @Nullable Object by, double most) throws Throwable {
        String replacement = by instanceof String given ? given : null;
        for (int i = 0; i < MAX_GROUPS; i++) {
            try {
                return replacedOnce(text, sought, replacement, by, most);
            } catch (IndexOutOfBoundsException e) {
                String message = String.valueOf(e.getMessage());
                if (replacement == null || !message.contains("No group")) {
                    throw e;
                }
                replacement = replacement.replace("$" + message.charAt(message.length() - 1), "");
            }
        }
        throw EvaluationException.query("The replacement refers to a group that does not exist.");
    }

    private String replacedOnce(
            String text, @Nullable Object sought, @Nullable String replacement, @Nullable Object by, double most)
            throws Throwable {
        Matcher matcher = search(text, sought);
        StringBuilder made = new StringBuilder();
        long references = replacement == null
                ? 0
                : replacement.chars().filter(c -> c == '$').count();
        for (int i = 0; i < most && matcher.find(); i++) {
            String one = replacement == null ? byFunction(by, matcher) : replacement;
            double longest = 0;
            for (int group = 0; references > 0 && group <= matcher.groupCount(); group++) {
                longest = Math.max(longest, matcher.end(group) - matcher.start(group));
            }
            bounds.requireRoom(2 * (made.length() + (double) matcher.start() + one.length() + references * longest));
            matcher.appendReplacement(made, one);
        }
        bounds.requireRoom(2 * ((double) made.length() + text.length()));
        return matcher.appendTail(made).toString();
    }

    private String byFunction(@Nullable Object function, Matcher matcher) throws Throwable {
        requireGroups(matcher);
        Map<String, Object> match = new LinkedHashMap<>();
        match.put("match", matcher.group());
        match.put("groups", groups(matcher, 0));
        long mark = bounds.mark();
        Object made = Functions.funcApply(function, List.of(match));
        if (!(made instanceof String text)) {
            throw EvaluationException.query("Evaluation failed with D3012.");
        }
        bounds.keep(mark, bounds.binds(), null);
        return Matcher.quoteReplacement(text);
    }

    /// Converts a JSONata replacement to a Java replacement, as the library does.
    private static String safe(String replacement) {
        return replacement
                .replaceAll("\\$\\$", "\\\\\\$")
                .replaceAll("([^\\\\]|^)\\$([^0-9^<])", "$1\\\\\\$$2")
                .replaceAll("\\$$", "\\\\\\$");
    }

    /// Returns the number of spaces that the library adds as indentation within a value.
    static double indents(@Nullable Object value, int depth) {
        double indents = 0;
        if (value instanceof List<?> list) {
            for (Object element : list) {
                indents += 2.0 * (depth + 1) + indents(element, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Object field : map.values()) {
                indents += 2.0 * (depth + 1) + indents(field, depth + 1);
            }
        }
        return indents;
    }
}
