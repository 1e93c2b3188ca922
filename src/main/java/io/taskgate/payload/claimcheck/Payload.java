package io.taskgate.payload.claimcheck;

import io.taskgate.payload.json.Json;
import java.util.Arrays;

/// JSON on its way across a boundary. Values: two payloads are equal when they say the same bytes or reference.
public sealed interface Payload {

    /// It travels itself, as JSON text in UTF-8. The array belongs to the record: nobody changes it.
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

    /// It stays in the store, and its reference travels instead.
    record CheckedIn(PayloadReference reference) implements Payload {}

    /// It travels itself, but waits in the store meanwhile, to keep the ledger's items small.
    record Parked(PayloadReference reference) implements Payload {}

    /// The size of what travels.
    default long travellingBytes() {
        return switch (this) {
            case Inline(byte[] json) -> json.length;
            case CheckedIn(PayloadReference reference) -> Json.bytes(reference.toJson()).length;
            case Parked(PayloadReference reference) -> reference.bytes();
        };
    }

    /// What travels, as JSON text in UTF-8.
    ///
    /// @throws PayloadStore.StoreUnavailableException when it is parked and the store can't give it now
    default byte[] travelling(PayloadStore store) {
        return switch (this) {
            case Inline(byte[] json) -> json;
            case CheckedIn(PayloadReference reference) -> Json.bytes(reference.toJson());
            case Parked(PayloadReference reference) -> store.read(reference);
        };
    }
}
