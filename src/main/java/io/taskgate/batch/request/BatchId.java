package io.taskgate.batch.request;

import io.taskgate.callback.model.CallbackId;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.util.Optional;
import java.util.regex.Pattern;

/// The opaque ID of a batch, `bt_` and the 27 characters of the callback that waits for its first answer.
public record BatchId(String value) {

    private static final Pattern FORM = Pattern.compile("bt_[A-Za-z0-9_-]{27}");

    public BatchId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a batch ID.");
        }
    }

    public static BatchId of(CallbackId callback) {
        return new BatchId("bt_" + callback.value().substring(3));
    }

    /// The callback of its first answer.
    public CallbackId callback() {
        return new CallbackId("cb_" + value.substring(3));
    }

    /// Reads an ID; empty if the text is not one.
    public static Optional<BatchId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new BatchId(text)) : Optional.empty();
    }

    /// The owner of the results that are stored beside its runners' records.
    public PayloadOwner storedResultOwner() {
        return PayloadOwner.ofRecord(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
