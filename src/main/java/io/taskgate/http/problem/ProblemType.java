package io.taskgate.http.problem;

/// The stable problem types. The `type` of a problem is [#PREFIX] and the slug.
public enum ProblemType {
    INVALID_REQUEST("invalid-request", 400, "Invalid request"),
    UNAUTHENTICATED("unauthenticated", 401, "Missing or unknown credential"),
    FORBIDDEN("forbidden", 403, "Permission denied"),
    NOT_FOUND("not-found", 404, "Resource not found"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Method not allowed"),
    NOT_ACCEPTABLE("not-acceptable", 406, "Not acceptable"),
    REQUEST_TIMEOUT("request-timeout", 408, "Request timeout"),
    OUTCOME_CONFLICT("outcome-conflict", 409, "Callback has a different outcome"),
    OWNER_CONFLICT("owner-conflict", 409, "Correlation key belongs to another owner"),
    CALLBACK_CLOSED("callback-closed", 410, "Callback is closed"),
    PAYLOAD_TOO_LARGE("payload-too-large", 413, "Body too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "Unsupported media type"),
    BUDGET_EXCEEDED("budget-exceeded", 422, "Payload exceeds its budget"),
    RATE_LIMITED("rate-limited", 429, "Too many requests"),
    INTERNAL("internal", 500, "Internal error"),
    SERVICE_FAILED("service-failed", 502, "Service or event bus rejected the request"),
    UNAVAILABLE("unavailable", 503, "Service temporarily unavailable"),
    SERVICE_TIMEOUT("service-timeout", 504, "Service did not respond in time");

    public static final String PREFIX = "urn:taskgate:problem:";

    public final String word;
    public final int status;
    public final String title;

    ProblemType(String word, int status, String title) {
        this.word = word;
        this.status = status;
        this.title = title;
    }
}
