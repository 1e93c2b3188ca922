package io.taskgate.standin.eventbridge.delivery;

/// A target did not take an event.
public final class DeliveryFailure extends Exception {

    private final String code;
    private final boolean passing;

    private DeliveryFailure(String code, String message, boolean passing) {
        super(message, null, false, false);
        this.code = code;
        this.passing = passing;
    }

    /// What another try may mend.
    public static DeliveryFailure passing(String code, String message) {
        return new DeliveryFailure(code, message, true);
    }

    /// What goes to the dead letters at once.
    public static DeliveryFailure lasting(String code, String message) {
        return new DeliveryFailure(code, message, false);
    }

    /// AWS's ERROR_CODE in the attributes of a dead letter.
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
