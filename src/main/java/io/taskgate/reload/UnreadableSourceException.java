package io.taskgate.reload;

/// A source of the configuration can't be read. The message is the reason and holds nothing of the document.
public final class UnreadableSourceException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnreadableSourceException(String reason) {
        super(reason);
    }

    /// The reason, for people.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
