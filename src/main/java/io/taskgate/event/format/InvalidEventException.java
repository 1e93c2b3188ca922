package io.taskgate.event.format;

/// The event is wrong in itself: the same will be refused again. Never holds a token or a payload.
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /// @param field   where it is wrong
    /// @param problem what is wrong, and the fix
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
