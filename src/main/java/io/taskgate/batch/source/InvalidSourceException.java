package io.taskgate.batch.source;

import java.io.IOException;

/// A source is not what it is said to be. The message says where and what to mend, and shows nothing of its
/// content.
public final class InvalidSourceException extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidSourceException(String message) {
        super(message);
    }
}
