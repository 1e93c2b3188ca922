package io.taskgate.callback.model;

import io.taskgate.payload.claimcheck.PayloadOwner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The opaque name of one awaited answer, `cb_` and 27 URL-safe characters.
///
/// [io.taskgate.callback.identity.CallbackIdFactory] derives it from the correlation that it stands for.
/// Knowing an id grants nothing: every call needs a signature or a key with a grant.
public record CallbackId(String value) {

    private static final Pattern FORM = Pattern.compile("cb_[A-Za-z0-9_-]{27}");

    public CallbackId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a callback id");
        }
    }

    /// Reads an id; empty where the text can't be one.
    public static Optional<CallbackId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new CallbackId(text)) : Optional.empty();
    }

    /// Who owns what waits beside the record to keep it small
    /// ([io.taskgate.payload.claimcheck.Payload.Parked]).
    public PayloadOwner parking() {
        return PayloadOwner.ofRecord(value);
    }

    @Override
    public String toString() {
        return value;
    }

    public static String sha256Hex(String text) {
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
