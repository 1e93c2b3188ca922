package io.taskgate.payload.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/// A digest that is the same for the same JSON value, however its members are ordered and its numbers written.
public final class CanonicalJson {

    private CanonicalJson() {}

    /// SHA-256, lower-case hex.
    public static String sha256(JsonNode json) {
        MessageDigest digest = newSha256();
        feed(digest, json);
        return HexFormat.of().formatHex(digest.digest());
    }

    /// The same as of its tree, without one.
    public static String sha256(JsonText json) {
        MessageDigest digest = newSha256();
        CanonicalJsonDigester.feed(digest, json.utf8());
        return HexFormat.of().formatHex(digest.digest());
    }

    /// SHA-256 of bytes as they are, lower-case hex.
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(newSha256().digest(bytes));
    }

    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void feed(MessageDigest digest, JsonNode json) {
        if (json.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            json.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            tag(digest, '{', Integer.toString(sorted.size()));
            sorted.forEach((name, value) -> {
                tag(digest, 'k', name);
                feed(digest, value);
            });
        } else if (json.isArray()) {
            tag(digest, '[', Integer.toString(json.size()));
            json.forEach(element -> feed(digest, element));
        } else if (json.isNumber()) {
            tag(digest, 'n', number(json.decimalValue()));
        } else if (json.isTextual()) {
            tag(digest, 's', json.textValue());
        } else {
            tag(digest, 'l', json.asText());
        }
    }

    static String number(BigDecimal value) {
        return value.signum() == 0
                ? "0"
                : value.stripTrailingZeros().unscaledValue() + "e"
                        + -(long) value.stripTrailingZeros().scale();
    }

    /// The length before each part keeps different values from running into the same bytes.
    private static void tag(MessageDigest digest, char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) kind);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
