package io.taskgate.payload.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// Thrown if the disk is full or can't be read or written. The payload itself is valid.
public final class SpoolException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolException(IOException cause) {
        super("The spool directory can't be used: " + reason(cause), cause);
    }

    /// The message of the JDK is only the path.
    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException missing -> "the directory of " + missing.getFile() + " does not exist";
            case AccessDeniedException denied -> "no permission to write " + denied.getFile();
            default -> String.valueOf(cause.getMessage());
        };
    }
}
