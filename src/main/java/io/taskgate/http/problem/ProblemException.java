package io.taskgate.http.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Thrown to end a request with a problem document. Never contains a token or a payload.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemType type;
    private final transient List<Problem.Violation> violations;
    private final transient Problem.Facts facts;
    private final boolean denial;

    private ProblemException(ProblemType type, String detail, List<Problem.Violation> violations, Problem.Facts facts) {
        this(type, detail, violations, facts, type == ProblemType.UNAUTHENTICATED || type == ProblemType.FORBIDDEN);
    }

    private ProblemException(
            ProblemType type, String detail, List<Problem.Violation> violations, Problem.Facts facts, boolean denial) {
        super(detail, null, false, false);
        this.type = type;
        this.violations = violations;
        this.facts = facts;
        this.denial = denial;
    }

    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(type, detail, List.of(), Problem.Facts.NONE);
    }

    /// The callback has a different outcome.
    public static ProblemException conflict(String detail, String state) {
        return new ProblemException(
                ProblemType.OUTCOME_CONFLICT, detail, List.of(), new Problem.Facts(null, state, null, null));
    }

    /// The callback takes no answer or action any more.
    ///
    /// @param state the state of the callback; null where it has none
    public static ProblemException closed(String detail, String reason, @Nullable String state) {
        return new ProblemException(
                ProblemType.CALLBACK_CLOSED, detail, List.of(), new Problem.Facts(reason, state, null, null));
    }

    /// @param error         the error name for Catch
    /// @param serviceStatus the status of a called service; null without a response
    public static ProblemException failed(
            ProblemType type, String detail, String error, @Nullable Integer serviceStatus) {
        return new ProblemException(type, detail, List.of(), new Problem.Facts(null, null, error, serviceStatus));
    }

    public static ProblemException invalid(String field, String message) {
        return invalid(List.of(new Problem.Violation(field, message)));
    }

    public static ProblemException invalid(List<Problem.Violation> violations) {
        String detail = violations.size() == 1
                ? violations.getFirst().field() + ": " + violations.getFirst().message()
                : violations.size() + " fields are invalid.";
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, violations, Problem.Facts.NONE);
    }

    public static ProblemException noSuchCallback() {
        return maskedDenial("callback");
    }

    /// Outside of the caller's grant, and answered like what does not exist. It is recorded as denied.
    public static ProblemException denied(String detail) {
        return new ProblemException(ProblemType.NOT_FOUND, detail, List.of(), Problem.Facts.NONE, true);
    }

    /// @param what the kind of resource that was requested, in one word
    public static ProblemException maskedDenial(String what) {
        return of(ProblemType.NOT_FOUND, "Unknown " + what + ", or the caller lacks permission.");
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Problem.Violation> violations() {
        return violations;
    }

    /// Returns whether the caller lacks permission for the request.
    boolean isDenial() {
        return denial;
    }

    Problem.Facts facts() {
        return facts;
    }
}
