package io.taskgate.payload.claimcheck;

import io.taskgate.payload.json.Json;
import java.util.Arrays;

/// A JSON payload on its way through a boundary. Payloads are values: two are equal if their bytes or
/// references are equal.
public sealed interface Payload {

    /// A payload that is sent inline, as JSON text in UTF-8. The array belongs to the record and must not be
    /// changed.
    record Inline(byte[] json) implements Payload {
        @Override
        public boolean equals(Object other) {
            return other instanceof Inline(byte[] that) && Arrays.equals(json, that);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(json);
        }

        @Override
        public String toString() {
            return "Inline[" + json.length + " B]";
        }
    }

    /// A payload in the store. Its reference is sent instead.
    record CheckedIn(PayloadReference reference) implements Payload {}

    /// A payload that is sent inline but kept in the store until then, so that ledger items stay small.
    record Parked(PayloadReference reference) implements Payload {}

    /// Returns the size of the JSON that is sent, in bytes.
    default long wireSize() {
        return switch (this) {
            case Inline(byte[] json) -> json.length;
            case CheckedIn(PayloadReference reference) -> Json.bytes(reference.toJson()).length;
            case Parked(PayloadReference reference) -> reference.bytes();
        };
    }

    /// Returns the JSON text that is sent, in UTF-8.
    ///
    /// @throws PayloadStore.StoreUnavailableException if the payload is parked and the store is unavailable
    default byte[] resolve(PayloadStore store) {
        return switch (this) {
            case Inline(byte[] json) -> json;
            case CheckedIn(PayloadReference reference) -> Json.bytes(reference.toJson());
            case Parked(PayloadReference reference) -> store.read(reference);
        };
    }
}
