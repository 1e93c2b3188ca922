package io.taskgate.payload.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.crypto.Sha256;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/// Computes a digest that is equal for equal JSON values, independent of the order of members and the
/// notation of numbers.
public final class CanonicalJson {

    private CanonicalJson() {}

    /// Returns the SHA-256 as lower-case hex.
    public static String sha256(JsonNode json) {
        MessageDigest digest = Sha256.newDigest();
        feed(digest, json);
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Returns the digest of a text without building its tree. Equal to the digest of the tree.
    public static String sha256(JsonText json) {
        MessageDigest digest = Sha256.newDigest();
        CanonicalJsonDigester.feed(digest, json.utf8());
        return HexFormat.of().formatHex(digest.digest());
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

    /// The length in front of each part prevents different values from producing the same bytes.
    private static void tag(MessageDigest digest, char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) kind);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
