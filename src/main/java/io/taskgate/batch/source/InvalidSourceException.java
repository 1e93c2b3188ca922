package io.taskgate.batch.source;

import java.io.IOException;

/// A source does not have its format. The message has the position and the fix, and shows nothing of the
/// content.
public final class InvalidSourceException extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidSourceException(String message) {
        super(message);
    }
}
