package io.taskgate.standin;

/// An answer in AWS's own error form. The SDK picks its exception class by `type`.
final class AwsError extends RuntimeException {

    private final String type;
    private final int status;

    AwsError(String type, String message) {
        this(400, type, message);
    }

    AwsError(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    String type() {
        return type;
    }

    int status() {
        return status;
    }

    static AwsError validation(String message) {
        return new AwsError("ValidationException", message);
    }
}
