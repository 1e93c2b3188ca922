package io.taskgate.call.transport;

/// Thrown if an attempt fails, because fault tolerance works with exceptions. [AttemptFailure] describes the
/// failure.
public final class AttemptFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient AttemptFailure trouble;

    public AttemptFailedException(AttemptFailure trouble) {
        super(trouble.getClass().getSimpleName(), null, false, false);
        this.trouble = trouble;
    }

    public AttemptFailure trouble() {
        return trouble;
    }
}
