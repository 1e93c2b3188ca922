package io.taskgate.payload;

/// A shape, path or size that was written wrongly. The message says what is wrong and what would be right.
public final class InvalidShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidShapeException(String message) {
        super(message);
    }
}
