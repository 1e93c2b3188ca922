package io.taskgate.payload;

/// A shape makes more of a payload than may be.
public final class ResultTooLargeException extends EvaluationException {
    private static final long serialVersionUID = 1L;

    /// @param most bytes that may be
    public ResultTooLargeException(long most) {
        super(RUNTIME, "the result is longer than " + most + " bytes");
    }
}
