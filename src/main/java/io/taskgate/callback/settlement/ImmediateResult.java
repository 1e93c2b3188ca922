package io.taskgate.callback.settlement;

import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ReportedFailure;
import io.taskgate.crypto.Sha256;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.json.JsonText;
import java.time.Instant;
import java.util.Objects;

/// The outcome of a synchronous call, available at registration time. The payload has been shaped already.
public sealed interface ImmediateResult {

    /// The service returned a response.
    record Success(BoundaryResult.Passed response) implements ImmediateResult {}

    /// The call failed, or its outcome is not known.
    ///
    /// @param error the error name, for a Catch; [ReportedFailure] fits it to Step Functions' limits
    record Failure(String error, String cause) implements ImmediateResult {}

    /// The outcome to commit. A failure is not carried over to a newer token, because a Retry of the state asks
    /// for another call.
    default Outcome outcome(String operationId, Instant now) {
        return switch (this) {
            case Success(BoundaryResult.Passed response) ->
                Outcome.success(response.payload(), digest(response.payload()), operationId, now)
                        .changed(AnswerBoundary.changes(response));
            case Failure(String error, String cause) -> {
                ReportedFailure reported = ReportedFailure.of(new Answer.Failure(error, cause));
                yield Outcome.notSent(
                                reported.error(), Objects.requireNonNullElse(reported.cause(), cause), operationId, now)
                        .changed(reported.changes());
            }
        };
    }

    private static String digest(Payload payload) {
        return switch (payload) {
            case Payload.Inline(byte[] json) -> new Answer.Success(new JsonText(json)).digest();
            case Payload.CheckedIn(var reference) -> Sha256.hex("SUCCESS\n" + reference.sha256());
            case Payload.Parked(var reference) -> Sha256.hex("SUCCESS\n" + reference.sha256());
        };
    }
}
