package io.taskgate.http.problem;

import java.util.List;
import java.util.Map;

/// Thrown to end a request with a problem document. Never contains a token or a payload.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemType type;
    private final transient List<Violation> violations;
    private final transient Map<String, ?> extensions;
    private final boolean denial;

    /// An invalid field and its correction.
    public record Violation(String field, String message) {}

    private ProblemException(ProblemType type, String detail, List<Violation> violations, Map<String, ?> extensions) {
        this(
                type,
                detail,
                violations,
                extensions,
                type == ProblemType.UNAUTHENTICATED || type == ProblemType.FORBIDDEN);
    }

    private ProblemException(
            ProblemType type, String detail, List<Violation> violations, Map<String, ?> extensions, boolean denial) {
        super(detail, null, false, false);
        this.type = type;
        this.violations = violations;
        this.extensions = extensions;
        this.denial = denial;
    }

    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(type, detail, List.of(), Map.of());
    }

    public static ProblemException of(ProblemType type, String detail, Map<String, ?> extensions) {
        return new ProblemException(type, detail, List.of(), extensions);
    }

    public static ProblemException invalid(String field, String message) {
        return invalid(List.of(new Violation(field, message)));
    }

    public static ProblemException invalid(List<Violation> violations) {
        String detail = violations.size() == 1
                ? violations.getFirst().field() + ": " + violations.getFirst().message()
                : violations.size() + " fields are invalid.";
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, violations, Map.of());
    }

    public static ProblemException noSuchCallback() {
        return maskedDenial("callback");
    }

    /// Outside of the caller's grant, and answered like what does not exist. It is recorded as denied.
    public static ProblemException denied(String detail) {
        return new ProblemException(ProblemType.NOT_FOUND, detail, List.of(), Map.of(), true);
    }

    /// @param what in a word what was asked for
    public static ProblemException maskedDenial(String what) {
        return of(ProblemType.NOT_FOUND, "Unknown " + what + ", or the caller lacks permission.");
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Violation> violations() {
        return violations;
    }

    /// Returns whether the caller lacks permission for the request.
    boolean isDenial() {
        return denial;
    }

    Map<String, ?> extensions() {
        return extensions;
    }
}
