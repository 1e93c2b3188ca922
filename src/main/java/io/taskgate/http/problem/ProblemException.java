package io.taskgate.http.problem;

import java.util.List;
import java.util.Map;

/// Thrown to end a request with a problem document. Never contains a token or a payload.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemType slug;
    private final transient List<Violation> violations;
    private final transient Map<String, ?> more;
    private final boolean denial;

    /// An invalid field and its correction.
    public record Violation(String field, String message) {}

    private ProblemException(ProblemType slug, String detail, List<Violation> violations, Map<String, ?> more) {
        this(slug, detail, violations, more, slug == ProblemType.UNAUTHENTICATED || slug == ProblemType.FORBIDDEN);
    }

    private ProblemException(
            ProblemType slug, String detail, List<Violation> violations, Map<String, ?> more, boolean denial) {
        super(detail, null, false, false);
        this.slug = slug;
        this.violations = violations;
        this.more = more;
        this.denial = denial;
    }

    public static ProblemException of(ProblemType slug, String detail) {
        return new ProblemException(slug, detail, List.of(), Map.of());
    }

    public static ProblemException of(ProblemType slug, String detail, Map<String, ?> more) {
        return new ProblemException(slug, detail, List.of(), more);
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
        return notShown("callback");
    }

    /// Outside of the caller's grant, and answered like what does not exist. It is recorded as denied.
    public static ProblemException denied(String detail) {
        return new ProblemException(ProblemType.NOT_FOUND, detail, List.of(), Map.of(), true);
    }

    /// @param what in a word what was asked for
    public static ProblemException notShown(String what) {
        return of(ProblemType.NOT_FOUND, "Unknown " + what + ", or the caller lacks permission.");
    }

    public ProblemType slug() {
        return slug;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Violation> violations() {
        return violations;
    }

    /// Whether the caller may not do what it asked for.
    boolean isDenial() {
        return denial;
    }

    Map<String, ?> more() {
        return more;
    }
}
