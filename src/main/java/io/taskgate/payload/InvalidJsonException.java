package io.taskgate.payload;

import java.io.IOException;

/// Thrown for text that is not exactly one JSON value in UTF-8, or exceeds the limits of the parser. The
/// message gives the position and no content.
public sealed class InvalidJsonException extends IOException permits TreeTooLargeException {
    private static final long serialVersionUID = 1L;

    public InvalidJsonException(String message) {
        super(message);
    }
}
