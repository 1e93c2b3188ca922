package io.taskgate.payload.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// The disk did not take or give what is spooled: it is full, or can't be written. Nothing is wrong with the
/// payload.
public final class SpoolException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolException(IOException cause) {
        super("the spool can't be used: " + reason(cause), cause);
    }

    /// The message of the JDK's own is but the path.
    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException missing -> "there is no folder for " + missing.getFile();
            case AccessDeniedException denied -> "it is not allowed to write " + denied.getFile();
            default -> String.valueOf(cause.getMessage());
        };
    }
}
