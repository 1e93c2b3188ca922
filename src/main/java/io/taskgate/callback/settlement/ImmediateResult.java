package io.taskgate.callback.settlement;

import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ReportedFailure;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.json.JsonText;
import java.time.Instant;
import java.util.Objects;

/// What a call came to while its caller waited. The payload has crossed its boundary already.
public sealed interface ImmediateResult {

    /// The service did it.
    record Success(BoundaryResult.Passed response) implements ImmediateResult {}

    /// It did not, or nobody knows.
    ///
    /// @param error an error name that a Catch can name; [ReportedFailure] fits it to Step Functions' limits
    record Failure(String error, String cause) implements ImmediateResult {}

    /// A failure is not carried to a newer token, because a Retry of the state asks for another call.
    default Outcome outcome(String operationId, Instant now) {
        return switch (this) {
            case Success(BoundaryResult.Passed response) ->
                Outcome.success(response.payload(), digest(response.payload()), operationId, now)
                        .changed(AnswerBoundary.changes(response));
            case Failure(String error, String cause) -> {
                ReportedFailure told = ReportedFailure.of(new Answer.Failure(error, cause));
                yield Outcome.notSent(told.error(), Objects.requireNonNullElse(told.cause(), cause), operationId, now)
                        .changed(told.changes());
            }
        };
    }

    private static String digest(Payload payload) {
        return switch (payload) {
            case Payload.Inline(byte[] json) -> new Answer.Success(new JsonText(json)).digest();
            case Payload.CheckedIn(var reference) -> CallbackId.sha256Hex("SUCCESS\n" + reference.sha256());
            case Payload.Parked(var reference) -> CallbackId.sha256Hex("SUCCESS\n" + reference.sha256());
        };
    }
}
