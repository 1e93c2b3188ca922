package io.taskgate.call;

import io.taskgate.callback.Finished;
import io.taskgate.callback.Register;
import io.taskgate.callback.Registered;
import io.taskgate.callback.Registration;
import io.taskgate.payload.boundary.BoundaryResult;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gives what a call came to to the task whose token its caller brought: an outcome is reported as any other, a
/// call that turned out long becomes a callback. Safe for many threads.
///
/// Throws what [Register] throws when nothing is certain.
@Singleton
public final class Handover {

    private final Register register;

    Handover(Register register) {
        this.register = register;
    }

    /// @param registration by the job's id, null where there is none
    /// @return empty where nothing was sent, or the gateway could not take the response: that is for the caller
    ///         alone
    public Optional<Registered> take(Called called, Function<@Nullable String, Registration> registration) {
        return switch (called) {
            case Called.Answered answered ->
                finished(
                        registration,
                        new Finished.Success(new BoundaryResult.Passed(
                                answered.payload(), answered.bytesIn(), answered.bytesOut())));
            case Called.Failed(Failure failure) ->
                finished(registration, new Finished.Failure(failure.error(), failure.detail()));
            case Called.TooLarge(var excess, int _) ->
                finished(registration, new Finished.Failure(Failure.TOO_LARGE, excess.detail()));
            case Called.Accepted(Job job) -> Optional.of(register.underWay(registration.apply(job.id())));
            case Called.Unshapeable _, Called.Unfilled _, Called.OverBudget _, Called.NoRoom _ -> Optional.empty();
        };
    }

    private Optional<Registered> finished(Function<@Nullable String, Registration> registration, Finished finished) {
        return Optional.of(register.answered(registration.apply(null), finished));
    }
}
