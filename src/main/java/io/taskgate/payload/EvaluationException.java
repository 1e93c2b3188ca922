package io.taskgate.payload;

/// Thrown if a shape can't be applied to a payload. The message names the place in the shape, never a value
/// of the payload. [#error()] is the Step Functions error name of the same failure.
public sealed class EvaluationException extends RuntimeException
        permits PathNotFoundException, ResultTooLargeException {

    /// The error of a path that finds nothing, and of every failure without a more specific name.
    public static final String RUNTIME = "States.Runtime";

    public static final String INTRINSIC_FAILURE = "States.IntrinsicFailure";
    public static final String QUERY_EVALUATION_ERROR = "States.QueryEvaluationError";
    public static final String RESULT_PATH_MATCH_FAILURE = "States.ResultPathMatchFailure";

    private static final long serialVersionUID = 1L;

    private final String error;

    public EvaluationException(String error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public static EvaluationException intrinsic(String message) {
        return new EvaluationException(INTRINSIC_FAILURE, message);
    }

    public static EvaluationException query(String message) {
        return new EvaluationException(QUERY_EVALUATION_ERROR, message);
    }

    /// Returns the same error with the place in front of its message.
    public EvaluationException at(String place) {
        return new EvaluationException(error, place + ": " + getMessage());
    }

    /// @return a reserved error name of Step Functions
    public String error() {
        return error;
    }
}
