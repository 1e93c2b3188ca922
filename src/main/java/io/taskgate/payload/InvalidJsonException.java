package io.taskgate.payload;

import java.io.IOException;

/// A text that is not exactly one JSON value in UTF-8, or goes beyond what is read. The message gives the place
/// and shows nothing of the text.
public sealed class InvalidJsonException extends IOException permits TreeTooLargeException {
    private static final long serialVersionUID = 1L;

    public InvalidJsonException(String message) {
        super(message);
    }
}
