package io.taskgate.audit;

import java.nio.file.Path;
import java.time.Instant;

/// Stores audit log files immutably. Thread-safe.
public interface AuditArchive {

    /// A file and its retention.
    ///
    /// @param sha256      of the file, in lower-case hex
    /// @param retainUntil the file can't be deleted before this time
    record AuditObject(
            String bucket, String key, Path file, String sha256, AuditConfig.Mode mode, Instant retainUntil) {}

    /// Stores the object once. An existing object with the same key and content counts as stored.
    ///
    /// @throws NotArchivedException if it is not certain that the object is stored
    void store(AuditObject object);

    /// Thrown if the archive did not confirm an object.
    final class NotArchivedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final boolean conflict;

        /// @param conflict whether the key has different content, so that a retry is useless
        public NotArchivedException(String message, boolean conflict, Throwable cause) {
            super(message, cause);
            this.conflict = conflict;
        }

        /// Returns whether the key has different content.
        public boolean isConflict() {
            return conflict;
        }
    }
}
