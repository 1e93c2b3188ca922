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

/// Passes the result of a call to the task whose token the caller sent: an outcome is reported, a
/// long-running job becomes a callback. Thread-safe.
///
/// Throws the exceptions of [ImmediateSettlement] if nothing is certain.
@Singleton
public final class CallToCallbackBridge {

    private final ImmediateSettlement settlement;

    CallToCallbackBridge(ImmediateSettlement settlement) {
        this.settlement = settlement;
    }

    /// Returns whether the registration would be rejected after the call, because its correlation key belongs to
    /// another owner.
    public boolean isOfOtherOwner(Registration registration) {
        return settlement.isOfOtherOwner(registration);
    }

    /// @param registration creates the registration from the job ID, null for none
    /// @return empty if nothing was sent, or the gateway could not store the response: only the caller learns
    /// of it
    public Optional<RegistrationResult> register(
            CallResult result, Function<@Nullable String, Registration> registration) {
        return switch (result) {
            case CallResult.Answered answered ->
                registerSettled(
                        registration,
                        new ImmediateResult.Success(new BoundaryResult.Passed(
                                answered.payload(), answered.bytesIn(), answered.bytesOut())));
            case CallResult.Failed(CallFailure failure) ->
                registerSettled(registration, new ImmediateResult.Failure(failure.error(), failure.detail()));
            case CallResult.TooLarge(var excess, int _) ->
                registerSettled(registration, new ImmediateResult.Failure(CallFailure.TOO_LARGE, excess.detail()));
            case CallResult.Accepted(AsyncJob job) ->
                Optional.of(settlement.registerPending(registration.apply(job.id())));
            case CallResult.Unshapeable _,
                    CallResult.MissingValue _,
                    CallResult.OverBudget _,
                    CallResult.SpoolFailed _ -> Optional.empty();
        };
    }

    private Optional<RegistrationResult> registerSettled(
            Function<@Nullable String, Registration> registration, ImmediateResult finished) {
        return Optional.of(settlement.registerSettled(registration.apply(null), finished));
    }
}
