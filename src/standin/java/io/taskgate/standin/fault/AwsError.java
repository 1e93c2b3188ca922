package io.taskgate.standin.fault;

/// An error in the format of AWS. The SDK selects its exception class by `type`.
public final class AwsError extends RuntimeException {

    private final String type;
    private final int status;

    public AwsError(String type, String message) {
        this(400, type, message);
    }

    public AwsError(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    public String type() {
        return type;
    }

    public int status() {
        return status;
    }

    public static AwsError validation(String message) {
        return new AwsError("ValidationException", message);
    }
}
