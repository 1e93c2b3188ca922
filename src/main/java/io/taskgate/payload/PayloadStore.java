package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;

/// Where payloads wait that are too large to travel (the claim check). Content-addressed: the same bytes always get the
/// same key, and a stored payload is never overwritten. Safe for many threads.
public interface PayloadStore {

    /// Stores the bytes, or finds them stored already.
    ///
    /// @throws StoreUnavailableException when it is not certain that they are stored
    Reference checkIn(byte[] content, String contentType, JsonNode summary);

    /// Stores a payload, with a small view of it for its reference.
    ///
    /// @throws StoreUnavailableException when it is not certain that it is stored
    default Reference checkIn(JsonNode payload) {
        return checkIn(Json.bytes(payload), "application/json", Summary.of(payload));
    }

    /// @throws UnknownReferenceException when nothing is stored under the reference, or it is none of this store's
    /// @throws StoreUnavailableException when the bytes can't be had, or are not those that the reference names
    byte[] read(Reference reference);

    /// The store can't be reached, or does not hold what it should. Nothing may be acknowledged on it.
    class StoreUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public StoreUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }

        public StoreUnavailableException(String message) {
            super(message);
        }
    }

    /// Nothing is stored under a reference, or it names another bucket or key than this store gives.
    final class UnknownReferenceException extends StoreUnavailableException {
        private static final long serialVersionUID = 1L;

        public UnknownReferenceException(String message) {
            super(message);
        }
    }
}
