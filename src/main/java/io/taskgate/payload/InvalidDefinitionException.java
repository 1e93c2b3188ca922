package io.taskgate.payload;

/// Thrown for an invalid shape, path or size. The message names the place, the error and the correction.
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

    /// Returns the same error within the part or field `name`: `Parameters.order.id.$: …`.
    public InvalidDefinitionException within(String name) {
        return new InvalidDefinitionException(place.isEmpty() ? name : name + "." + place, what);
    }
}
