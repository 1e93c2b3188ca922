package io.taskgate.payload;

/// Thrown for JSON whose tree would use too much memory. A short text can have a large tree: `[{},{},…]`.
public final class TreeTooLargeException extends InvalidJsonException {
    private static final long serialVersionUID = 1L;

    public TreeTooLargeException(long most) {
        super("The JSON tree exceeds " + most
                + " B of memory, a fraction of the heap. Send fewer and larger values, or increase the heap.");
    }
}
