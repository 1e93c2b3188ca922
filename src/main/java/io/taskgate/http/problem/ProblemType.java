package io.taskgate.http.problem;

/// The stable kinds of problem. A problem's `type` is [#PREFIX] and the slug.
public enum ProblemType {
    INVALID_REQUEST("invalid-request", 400, "The request is wrong"),
    UNAUTHENTICATED("unauthenticated", 401, "A credential is missing or unknown"),
    FORBIDDEN("forbidden", 403, "This credential does not allow it"),
    NOT_FOUND("not-found", 404, "There is no such thing here"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This path has no such method"),
    NOT_ACCEPTABLE("not-acceptable", 406, "The answer cannot be given in an acceptable form"),
    REQUEST_TIMEOUT("request-timeout", 408, "The request did not arrive in time"),
    OUTCOME_CONFLICT("outcome-conflict", 409, "A different outcome stands"),
    OWNER_CONFLICT("owner-conflict", 409, "The correlation key belongs to another owner"),
    CALLBACK_CLOSED("callback-closed", 410, "Nobody waits for this any more"),
    PAYLOAD_TOO_LARGE("payload-too-large", 413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body is of a kind that is not taken"),
    BUDGET_EXCEEDED("budget-exceeded", 422, "The payload is over its budget"),
    RATE_LIMITED("rate-limited", 429, "Too many requests at once"),
    INTERNAL("internal", 500, "taskgate made a mistake"),
    SERVICE_FAILED("service-failed", 502, "The service or the bus refused the request"),
    UNAVAILABLE("unavailable", 503, "Not possible just now"),
    SERVICE_TIMEOUT("service-timeout", 504, "The service did not answer in time");

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
