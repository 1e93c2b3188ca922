package io.taskgate.payload;

/// JSON of which no tree is built, because the tree would weigh too much. A text may be short and its tree
/// large:
/// `[{},{},…]`.
public final class TreeTooLargeException extends InvalidJsonException {
    private static final long serialVersionUID = 1L;

    public TreeTooLargeException(long most) {
        super("it goes beyond what is read: its objects, arrays and values weigh more than " + most
                + " B in memory, a part of the heap; send fewer and larger values, or give the process more memory");
    }
}
