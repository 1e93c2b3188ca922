package io.taskgate.payload;

/// Thrown if a path of a shape finds nothing in the payload. The message names the path, never a value of the
/// payload.
public final class PathNotFoundException extends EvaluationException {
    private static final long serialVersionUID = 1L;

    public PathNotFoundException(String message) {
        super(RUNTIME, message);
    }

    @Override
    public PathNotFoundException at(String place) {
        return new PathNotFoundException(place + ": " + getMessage());
    }
}
