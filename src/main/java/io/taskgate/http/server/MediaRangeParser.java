package io.taskgate.http.server;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses `Accept` and `Content-Type` strictly (RFC 9110, sections 12.5.1 and 8.3), in linear time.
final class MediaRangeParser {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern RANGE = Pattern.compile("(" + TOKEN + ")/(" + TOKEN + ")((?:[ \\t]*+;[ \\t]*+(?:"
            + TOKEN + "=(?:" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*+\"))?+)*+)[ \\t]*+");
    private static final Pattern QUALITY = Pattern.compile(";[ \\t]*+[qQ]=([^; \\t]*+)");
    private static final Pattern WEIGHT = Pattern.compile("0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?");
    private static final Pattern BETWEEN = Pattern.compile("[, \\t]*+");

    private MediaRangeParser() {}

    /// Returns whether JSON is acceptable; false for a malformed header.
    static boolean acceptJson(List<String> headers) {
        String header = String.join(",", headers);
        if (BETWEEN.matcher(header).matches()) {
            return true;
        }
        Matcher range = RANGE.matcher(header);
        int most = 0;
        boolean accepted = false;
        int at = skipSeparators(header, 0);
        while (at < header.length()) {
            range.region(at, header.length());
            if (!range.lookingAt() || !isEnd(header, range.end())) {
                return false;
            }
            String weight = weight(range.group(3));
            int specific = specificity(
                    range.group(1).toLowerCase(Locale.ROOT), range.group(2).toLowerCase(Locale.ROOT));
            if (specific < 0 || !WEIGHT.matcher(weight).matches()) {
                return false;
            }
            if (specific > 0 && specific >= most) {
                boolean wanted = Double.parseDouble(weight) > 0;
                accepted = specific > most ? wanted : accepted || wanted;
                most = specific;
            }
            at = skipSeparators(header, range.end());
        }
        return accepted;
    }

    /// Returns whether this is one media type, with or without parameters.
    static boolean isType(String header) {
        Matcher type = RANGE.matcher(header.strip());
        return type.matches() && !type.group(1).equals("*") && !type.group(2).equals("*");
    }

    private static int skipSeparators(String header, int from) {
        Matcher between = BETWEEN.matcher(header).region(from, header.length());
        return between.lookingAt() ? between.end() : from;
    }

    private static boolean isEnd(String header, int at) {
        return at == header.length() || header.charAt(at) == ',';
    }

    private static String weight(String parameters) {
        Matcher quality = QUALITY.matcher(parameters);
        return quality.find() ? quality.group(1) : "1";
    }

    /// Returns the specificity for JSON, higher for a more exact match; 0 for another type, -1 for an invalid
    /// range.
    private static int specificity(String type, String subtype) {
        if (type.equals("*")) {
            return subtype.equals("*") ? 1 : -1;
        }
        if (!type.equals("application")) {
            return 0;
        }
        return switch (subtype) {
            case "json" -> 3;
            case "*" -> 2;
            default -> 0;
        };
    }
}
