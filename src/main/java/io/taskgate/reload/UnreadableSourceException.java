package io.taskgate.reload;

/// Thrown if a configuration source can't be read. The message is the reason and contains nothing of the
/// document.
public final class UnreadableSourceException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnreadableSourceException(String reason) {
        super(reason);
    }

    /// Returns the reason, for people.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
