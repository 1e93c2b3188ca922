package io.taskgate.audit;

/// Thrown if the audit log can't be written and `taskgate.audit.required` is set.
public final class AuditUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuditUnavailableException(String message) {
        super(message);
    }
}
