package io.taskgate.payload;

/// A payload has nothing where a shape looks. The message names the path, never a value of the payload.
final class PathNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PathNotFoundException(String message) {
        super(message, null, false, false);
    }
}
