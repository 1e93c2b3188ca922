package io.taskgate.payload;

/// Thrown if this process is too busy to evaluate an expression to its end. It says nothing about the payload
/// or the shape: the same request can succeed later.
public final class EvaluationUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvaluationUnavailableException(String message) {
        super(message, null, false, false);
    }
}
