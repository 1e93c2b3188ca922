package io.taskgate.call;

/// Ends a try. Fault tolerance works by exceptions; [Trouble] says what it is.
final class TroubleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    TroubleException(Trouble trouble) {
        super(trouble.getClass().getSimpleName(), null, false, false);
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }
}
