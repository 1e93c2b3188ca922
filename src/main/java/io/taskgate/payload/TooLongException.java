package io.taskgate.payload;

/// A shape makes more of a payload than may be.
public final class TooLongException extends EvaluationException {
    private static final long serialVersionUID = 1L;

    /// @param most bytes that may be
    TooLongException(long most) {
        super(RUNTIME, "the result is longer than " + most + " bytes");
    }
}
