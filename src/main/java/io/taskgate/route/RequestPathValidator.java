package io.taskgate.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Checks on the path of an outgoing request, as a server, a proxy or a framework may read it: they decode
/// percent signs, take a backslash for a slash, and cut a segment at a semicolon before they resolve dot
/// segments. Pure.
public final class RequestPathValidator {

    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
    private static final Pattern AMBIGUOUS = Pattern.compile("//|%(2[eEfF]|5[cC])");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private RequestPathValidator() {}

    /// Whether a server may resolve the path to another resource than the one that is written.
    ///
    /// @param pathAndQuery percent-encoded, absolute; what follows a question mark does not count
    public static boolean hasDotSegment(String pathAndQuery) {
        return Arrays.stream(SEPARATOR.split(decoded(pathAndQuery.split("\\?", 2)[0]), -1))
                .map(segment -> segment.split(";", 2)[0])
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    /// Whether servers may disagree on the path's segments: a dot segment, an empty one, an encoded dot or
    /// slash.
    ///
    /// @param rawPath percent-encoded, absolute, without a query
    public static boolean hasAmbiguousSegment(String rawPath) {
        return hasDotSegment(rawPath) || AMBIGUOUS.matcher(rawPath).find();
    }

    /// Whether a value may stand in a URL at all. Control characters end a line of a log or of a legacy
    /// protocol.
    public static boolean isPrintable(String value) {
        return !CONTROL.matcher(value).find();
    }

    /// Percent-decoded once; a percent sign that starts no code stands for itself.
    static String decoded(String path) {
        byte[] octets = path.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[octets.length];
        int length = 0;
        for (int at = 0; at < octets.length; at++) {
            int high = octets[at] == '%' && at + 2 < octets.length ? Character.digit(octets[at + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(octets[at + 2], 16);
            decoded[length++] = low < 0 ? octets[at] : (byte) (high << 4 | low);
            at += low < 0 ? 0 : 2;
        }
        return new String(decoded, 0, length, StandardCharsets.UTF_8);
    }
}
