package io.taskgate.payload;

/// A shape, path or size that was written wrongly. The message says where, what is wrong and what would be
/// right.
public final class InvalidDefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String what;

    public InvalidDefinitionException(String message) {
        this("", message);
    }

    private InvalidDefinitionException(String place, String what) {
        super(place.isEmpty() ? what : place + ": " + what);
        this.place = place;
        this.what = what;
    }

    /// The same mistake, found within a part or field of this name: `Parameters.order.id.$: …`.
    public InvalidDefinitionException within(String name) {
        return new InvalidDefinitionException(place.isEmpty() ? name : name + "." + place, what);
    }
}
