package io.taskgate.standin.eventbridge.delivery;

/// Thrown if a target does not accept an event.
public final class DeliveryFailure extends Exception {

    private final String code;
    private final boolean passing;

    private DeliveryFailure(String code, String message, boolean passing) {
        super(message, null, false, false);
        this.code = code;
        this.passing = passing;
    }

    /// Creates a retryable failure.
    public static DeliveryFailure passing(String code, String message) {
        return new DeliveryFailure(code, message, true);
    }

    /// Creates a failure that is dead-lettered immediately.
    public static DeliveryFailure lasting(String code, String message) {
        return new DeliveryFailure(code, message, false);
    }

    /// Returns the ERROR_CODE attribute of a dead letter.
    public String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    public boolean passes() {
        return passing;
    }
}
