package io.taskgate.callback.model;

import io.taskgate.payload.claimcheck.PayloadOwner;
import java.util.Optional;
import java.util.regex.Pattern;

/// The opaque ID of a callback, `cb_` and 27 URL-safe characters.
///
/// [io.taskgate.callback.identity.CallbackIdFactory] derives it from the correlation. Knowing an ID grants
/// nothing: every call needs a signature or a key with a grant.
public record CallbackId(String value) {

    private static final Pattern FORM = Pattern.compile("cb_[A-Za-z0-9_-]{27}");

    public CallbackId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a callback ID.");
        }
    }

    /// Reads an ID; empty if the text is not one.
    public static Optional<CallbackId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new CallbackId(text)) : Optional.empty();
    }

    /// The owner of the payloads that are stored beside the record to keep it small
    /// ([io.taskgate.payload.claimcheck.Payload.Parked]).
    public PayloadOwner storedPayloadOwner() {
        return PayloadOwner.ofRecord(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
