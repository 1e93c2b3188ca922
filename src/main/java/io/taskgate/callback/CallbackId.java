package io.taskgate.callback;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The opaque name of one awaited answer, `cb_` and 27 URL-safe characters.
///
/// It is derived from the correlation it stands for (160 bits of SHA-256), so that an answer by id and an answer by
/// correlation key reach the same record with one read and no second index. Knowing an id grants nothing: every call
/// needs a signature or a key with a grant.
public record CallbackId(String value) {

    private static final Pattern FORM = Pattern.compile("cb_[A-Za-z0-9_-]{27}");
    private static final int BYTES = 20;

    public CallbackId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a callback id");
        }
    }

    /// The id of what is awaited under a business key.
    public static CallbackId ofCorrelation(String tenant, String service, String operation, String correlationKey) {
        return hashed("correlation", tenant, service, operation, correlationKey);
    }

    /// The id of what is awaited by a task token that came without a business key.
    public static CallbackId ofToken(String tenant, TaskToken token) {
        return hashed("token", tenant, token.digest());
    }

    /// Reads an id; empty where the text can't be one.
    public static Optional<CallbackId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new CallbackId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }

    private static CallbackId hashed(String... parts) {
        MessageDigest sha256 = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length before each part keeps ("a","bc") and ("ab","c") apart.
            sha256.update(new byte[] {(byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length});
            sha256.update(bytes);
        }
        byte[] head = Arrays.copyOf(sha256.digest(), BYTES);
        return new CallbackId("cb_" + Base64.getUrlEncoder().withoutPadding().encodeToString(head));
    }

    static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
