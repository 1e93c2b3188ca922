package io.taskgate.event.format;

/// Thrown for an invalid event: a retry would be rejected again. The message never contains a token or a
/// payload.
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /// @param field   the invalid field
    /// @param problem the error and its correction
    public InvalidEventException(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
        this.problem = problem;
    }

    public String field() {
        return field;
    }

    public String problem() {
        return problem;
    }
}
