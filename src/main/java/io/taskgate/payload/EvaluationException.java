package io.taskgate.payload;

/// A payload that a shape can't be applied to. The message names the place in the shape, never a value of the
/// payload.
/// Step Functions' name for the same mistake is [#error()].
public sealed class EvaluationException extends RuntimeException
        permits PathNotFoundException, ResultTooLargeException {

    /// A path that finds nothing, and all that has no name of its own.
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

    /// The same mistake, with the place put before it.
    public EvaluationException at(String place) {
        return new EvaluationException(error, place + ": " + getMessage());
    }

    /// @return a reserved error name of Step Functions
    public String error() {
        return error;
    }
}
