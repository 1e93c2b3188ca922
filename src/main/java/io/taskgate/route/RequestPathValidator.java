package io.taskgate.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Validates the path of an outgoing request for all ways in which servers, proxies and frameworks read it:
/// they decode percent-encoding, treat a backslash as a slash, and cut a segment at a semicolon before they
/// resolve dot segments. Pure.
public final class RequestPathValidator {

    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
    private static final Pattern AMBIGUOUS = Pattern.compile("//|%(2[eEfF]|5[cC])");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private RequestPathValidator() {}

    /// Returns whether a server can resolve the path to another resource.
    ///
    /// @param pathAndQuery percent-encoded, absolute; the part after a question mark is ignored
    public static boolean hasDotSegment(String pathAndQuery) {
        return Arrays.stream(SEPARATOR.split(decoded(pathAndQuery.split("\\?", 2)[0]), -1))
                .map(segment -> segment.split(";", 2)[0])
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    /// Returns whether servers can disagree on the segments of the path: a dot segment, an empty one, an
    /// encoded dot or slash.
    ///
    /// @param rawPath percent-encoded, absolute, without a query
    public static boolean hasAmbiguousSegment(String rawPath) {
        return hasDotSegment(rawPath) || AMBIGUOUS.matcher(rawPath).find();
    }

    /// Returns whether a value is allowed in a URL. Control characters end a line of a log or of a legacy
    /// protocol.
    public static boolean isPrintable(String value) {
        return !CONTROL.matcher(value).find();
    }

    /// Decodes percent-encoding once; a percent sign without a valid code is literal.
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
