package io.taskgate.payload;

import java.io.IOException;

/// The disk did not take or give what is spooled: it is full, or can't be written. Nothing is wrong with the payload.
public final class SpoolException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolException(IOException cause) {
        super("the spool can't be used: " + cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
    }
}
