package io.taskgate.call.transport;

/// Ends a try. Fault tolerance works by exceptions; [AttemptFailure] says what it is.
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
