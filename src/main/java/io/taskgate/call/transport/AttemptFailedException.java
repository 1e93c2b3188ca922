package io.taskgate.call.transport;

/// Thrown if an attempt fails, because fault tolerance works with exceptions. [AttemptFailure] describes the
/// failure.
public final class AttemptFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient AttemptFailure failure;

    public AttemptFailedException(AttemptFailure failure) {
        super(failure.getClass().getSimpleName(), null, false, false);
        this.failure = failure;
    }

    public AttemptFailure failure() {
        return failure;
    }
}
