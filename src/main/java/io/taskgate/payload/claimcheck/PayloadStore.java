package io.taskgate.payload.claimcheck;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// Where one owner's payloads wait that are too large to travel (the claim check). Content-addressed: the same
/// bytes always get the same key. A reference is good for as long as the store promises from the moment it is
/// given, also where the same bytes were stored before. Safe for many threads.
public interface PayloadStore {

    /// Stores the content, or finds it stored already.
    ///
    /// @throws StoreUnavailableException when it is not certain that it is stored
    PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary);

    /// The same for bytes.
    default PayloadReference checkIn(byte[] content, String contentType, JsonNode summary) {
        return checkIn(RepeatableContent.of(content), contentType, summary);
    }

    /// Opens a stored payload. Nothing may be done on what was read before the end of the stream was.
    ///
    /// @throws UnknownReferenceException when nothing is stored under the reference, or it is none of this
    /// owner's
    /// @throws StoreUnavailableException when the bytes can't be had
    VerifyingInputStream open(PayloadReference reference);

    /// The whole of a payload that is known to be small.
    ///
    /// @throws UnknownReferenceException when nothing is stored under the reference, or it is none of this
    /// owner's
    /// @throws StoreUnavailableException when the bytes can't be had, or are not those that the reference names
    default byte[] read(PayloadReference reference) {
        try (VerifyingInputStream payload = open(reference)) {
            return payload.readAllBytes();
        } catch (IOException e) {
            throw new StoreUnavailableException("a payload can't be read", e);
        }
    }

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
