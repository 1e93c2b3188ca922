package io.taskgate.audit;

import java.nio.file.Path;
import java.time.Instant;

/// Keeps files of the audit log where they can't be changed. Safe for many threads.
public interface AuditArchive {

    /// A file and how it is to be kept.
    ///
    /// @param sha256      of the file, in lower-case hex
    /// @param retainUntil before then it can't be deleted
    record AuditObject(
            String bucket, String key, Path file, String sha256, AuditConfig.Mode mode, Instant retainUntil) {}

    /// Stores the object, once: where one of its key and content stands there, that is it.
    ///
    /// @throws NotArchivedException where it is not known to be stored
    void store(AuditObject object);

    /// The archive did not confirm an object.
    final class NotArchivedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final boolean conflict;

        /// @param conflict whether another content stands under its key, so that another try is to no purpose
        public NotArchivedException(String message, boolean conflict, Throwable cause) {
            super(message, cause);
            this.conflict = conflict;
        }

        /// Whether another content stands under its key.
        public boolean isConflict() {
            return conflict;
        }
    }
}
