package io.taskgate.payload;

/// An expression was not evaluated to its end because of the load of this process. Nothing is known of the
/// payload or of the shape: the same request may succeed later. Never an answer about the payload.
public final class EvaluationUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvaluationUnavailableException(String message) {
        super(message, null, false, false);
    }
}
