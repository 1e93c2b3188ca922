package io.taskgate.call;

import io.taskgate.call.transport.CallFailure;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.registration.ImmediateSettlement;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.settlement.ImmediateResult;
import io.taskgate.payload.boundary.BoundaryResult;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gives what a call came to to the task whose token its caller brought: an outcome is reported as any other, a
/// call that turned out long becomes a callback. Safe for many threads.
///
/// Throws what [ImmediateSettlement] throws when nothing is certain.
@Singleton
public final class CallToCallbackBridge {

    private final ImmediateSettlement settlement;

    CallToCallbackBridge(ImmediateSettlement settlement) {
        this.settlement = settlement;
    }

    /// Whether the task's token would be refused after the call, since its correlation key belongs to another
    /// owner.
    public boolean isOfOtherOwner(Registration registration) {
        return settlement.isOfOtherOwner(registration);
    }

    /// @param registration by the job's id, null where there is none
    /// @return empty where nothing was sent, or the gateway could not take the response: that is for the caller
    ///         alone
    public Optional<RegistrationResult> take(CallResult called, Function<@Nullable String, Registration> registration) {
        return switch (called) {
            case CallResult.Answered answered ->
                finished(
                        registration,
                        new ImmediateResult.Success(new BoundaryResult.Passed(
                                answered.payload(), answered.bytesIn(), answered.bytesOut())));
            case CallResult.Failed(CallFailure failure) ->
                finished(registration, new ImmediateResult.Failure(failure.error(), failure.detail()));
            case CallResult.TooLarge(var excess, int _) ->
                finished(registration, new ImmediateResult.Failure(CallFailure.TOO_LARGE, excess.detail()));
            case CallResult.Accepted(AsyncJob job) ->
                Optional.of(settlement.registerPending(registration.apply(job.id())));
            case CallResult.Unshapeable _, CallResult.Unfilled _, CallResult.OverBudget _, CallResult.NoRoom _ ->
                Optional.empty();
        };
    }

    private Optional<RegistrationResult> finished(
            Function<@Nullable String, Registration> registration, ImmediateResult finished) {
        return Optional.of(settlement.registerSettled(registration.apply(null), finished));
    }
}
