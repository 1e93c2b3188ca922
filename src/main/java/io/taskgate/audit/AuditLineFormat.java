package io.taskgate.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The format of an audit line. Uses only JDK classes.
final class AuditLineFormat {

    /// The previous digest of the first line of a chain.
    static final String NONE = "0".repeat(64);

    /// The maximum length of a value; longer values are truncated.
    static final int MAX_CHARACTERS = 1_024;

    private static final Pattern HEAD = Pattern.compile("\\{\"time\":\"[^\"]{1,40}\",\"sequence\":([1-9]\\d{0,17}),"
            + "\"chain\":\"([0-9a-f]{32})\",\"previous\":\"([0-9a-f]{64})\",.*}");

    private AuditLineFormat() {}

    /// The fields that join a line to its chain.
    record Head(long sequence, String chain, String previous) {}

    /// Returns empty if the text is not an audit line.
    static Optional<Head> head(String line) {
        Matcher head = HEAD.matcher(line);
        return head.matches()
                ? Optional.of(new Head(Long.parseLong(head.group(1)), head.group(2), head.group(3)))
                : Optional.empty();
    }

    static String sha256(String line) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java platform does not provide SHA-256.", e);
        }
    }

    /// @return without a line break
    static String text(String time, Head head, AuditEvent event) {
        StringBuilder json = new StringBuilder(512).append('{');
        member(json, "time", time);
        json.append("\"sequence\":").append(head.sequence()).append(',');
        member(json, "chain", head.chain());
        member(json, "previous", head.previous());
        member(json, "action", event.action().name());
        member(json, "principal", event.principal());
        member(json, "tenant", event.tenant());
        member(json, "subject", event.subject());
        member(json, "reason", event.reason());
        member(json, "source", event.source());
        member(json, "result", event.result());
        json.setCharAt(json.length() - 1, '}');
        return json.toString();
    }

    private static void member(StringBuilder json, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        json.append('"').append(name).append("\":\"");
        value.chars().limit(MAX_CHARACTERS).forEach(one -> append(json, (char) one));
        json.append("\",");
    }

    /// Escapes everything except printable ASCII: no line breaks, direction marks or unpaired surrogates.
    private static void append(StringBuilder json, char one) {
        if (one == '"' || one == '\\') {
            json.append('\\').append(one);
        } else if (one >= ' ' && one < 0x7F) {
            json.append(one);
        } else {
            json.append("\\u").append(HexFormat.of().toHexDigits(one));
        }
    }
}
