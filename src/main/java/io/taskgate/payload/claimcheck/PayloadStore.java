package io.taskgate.payload.claimcheck;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// Stores the payloads of one owner that are too large to send inline (the claim check). Content-addressed:
/// the same bytes always get the same key. Each check-in extends the retention of its content, including
/// content that was stored before. Thread-safe.
public interface PayloadStore {

    /// Stores the content unless it is stored already.
    ///
    /// @throws StoreUnavailableException if it is not certain that the content is stored
    PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary);

    /// Stores bytes unless they are stored already.
    default PayloadReference checkIn(byte[] content, String contentType, JsonNode summary) {
        return checkIn(RepeatableContent.of(content), contentType, summary);
    }

    /// Opens a stored payload. Callers must not act on the content before they reach the end of the stream.
    ///
    /// @throws UnknownReferenceException if nothing is stored under the reference, or it belongs to another
    /// owner
    /// @throws StoreUnavailableException if the content can't be read
    VerifyingInputStream open(PayloadReference reference);

    /// Reads a small payload into memory.
    ///
    /// @throws UnknownReferenceException if nothing is stored under the reference, or it belongs to another
    /// owner
    /// @throws StoreUnavailableException if the content can't be read, or does not match the reference
    default byte[] read(PayloadReference reference) {
        try (VerifyingInputStream payload = open(reference)) {
            return payload.readAllBytes();
        } catch (IOException e) {
            throw new StoreUnavailableException("The stored payload could not be read.", e);
        }
    }

    /// Thrown if the store is unavailable or returns the wrong content. The request must not be acknowledged.
    class StoreUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public StoreUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }

        public StoreUnavailableException(String message) {
            super(message);
        }
    }

    /// Thrown if nothing is stored under a reference, or if the reference names a bucket or key of another
    /// store.
    final class UnknownReferenceException extends StoreUnavailableException {
        private static final long serialVersionUID = 1L;

        public UnknownReferenceException(String message) {
            super(message);
        }
    }
}
