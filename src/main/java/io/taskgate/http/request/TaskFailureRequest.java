package io.taskgate.http.request;

import io.taskgate.callback.model.Answer;
import io.taskgate.http.problem.Problem;
import io.taskgate.http.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of a failure.
///
/// @param error an ASL error name; truncated to 256 characters, and prefixed with `Taskgate.` if it begins
/// with `States.`
/// @param cause for people; truncated to 32,768 characters
public record TaskFailureRequest(
        @Nullable String error, @Nullable String cause) {
    /// @throws ProblemException 400 for an invalid error name
    public Answer toAnswer() {
        List<Problem.Violation> violations = Answer.flawOf(error).stream()
                .map(flaw -> new Problem.Violation(flaw.field(), flaw.message()))
                .toList();
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return new Answer.Failure(String.valueOf(error), cause);
    }

    @Override
    public String toString() {
        return "TaskFailureRequest[" + error + "]";
    }
}
