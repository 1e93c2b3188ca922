package io.taskgate.payload;

/// Thrown if the result of a shape exceeds the size limit.
public final class ResultTooLargeException extends EvaluationException {
    private static final long serialVersionUID = 1L;

    /// @param most the limit in bytes
    public ResultTooLargeException(long most) {
        super(RUNTIME, "The result exceeds " + most + " bytes.");
    }
}
