package io.taskgate.callback.registration;

import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.settlement.ImmediateResult;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import io.taskgate.runtime.ClockHealth;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Registers task tokens whose request is not dispatched any more: of a call that has been made, and of a
/// registration that is rejected. The record is written with its outcome, if there is one, and the same guards as
/// any other. Thread-safe.
///
/// Throws [Ledger.LedgerUnavailableException] if it is not known whether anything was written.
@Singleton
public final class ImmediateSettlement {

    private final RouteRegistry routes;
    private final RegistrationWriter writer;
    private final ClockHealth clockHealth;
    private final Clock clock;

    public ImmediateSettlement(RouteRegistry routes, RegistrationWriter writer, ClockHealth clockHealth, Clock clock) {
        this.routes = routes;
        this.writer = writer;
        this.clockHealth = clockHealth;
        this.clock = clock;
    }

    /// The reasons for rejecting a registration.
    public enum Rejection {
        UNKNOWN_ROUTE(CallbackErrors.UNKNOWN_ROUTE),
        INVALID_REQUEST(CallbackErrors.INVALID_REQUEST),
        OVER_BUDGET(CallbackErrors.PAYLOAD_TOO_LARGE),
        NOT_DISPATCHED(CallbackErrors.DISPATCH_FAILED),
        OWNER_CONFLICT(CallbackErrors.OWNER_CONFLICT);

        private final String error;

        Rejection(String error) {
            this.error = error;
        }

        /// The ASL error name.
        public String error() {
            return error;
        }
    }

    /// Returns whether the correlation key belongs to another owner. Work for such a registration would be lost,
    /// because its token would be rejected afterwards. A registration without a key belongs to its caller.
    public boolean isOfOtherOwner(Registration registration) {
        return registration.correlationKey() != null && writer.isOfOther(registration);
    }

    /// Registers the token of a call whose service has the request and answers later.
    public RegistrationResult registerPending(Registration registration) {
        return registerCall(registration, null);
    }

    /// Registers the token of a call together with its result, and has that reported. Works while the clock is not
    /// trusted, because the call has been made already.
    public RegistrationResult registerSettled(Registration registration, ImmediateResult result) {
        return registerCall(registration, result);
    }

    private RegistrationResult registerCall(Registration registration, @Nullable ImmediateResult result) {
        Optional<Route> route = routes.find(registration.service(), registration.operation());
        if (route.isEmpty()) {
            return new RegistrationResult.NoRoute();
        }
        int size = registration.input().size();
        RegisteredTask.RequestSize sizes = new RegisteredTask.RequestSize(size, size, null);
        Outcome outcome =
                result == null ? null : result.outcome(UUID.randomUUID().toString(), clock.instant());
        return writer.write(registration, route.get(), sizes, null, outcome);
    }

    /// Fails the task of a registration that is rejected and whose sender gets no response. A token that is
    /// known already, or a newer one, is left unchanged. A token whose key belongs to another owner fails by
    /// a separate record without the key.
    ///
    /// @param cause for people; holds no token and no payload
    public RegistrationResult failRegistration(Registration registration, Rejection rejection, String cause) {
        if (!clockHealth.isTrusted()) {
            return new RegistrationResult.NotNow(clockHealth.problem());
        }
        Route route = routes.find(registration.service(), registration.operation())
                .orElseGet(() -> unknownRoute(registration));
        RegisteredTask.RequestSize size =
                new RegisteredTask.RequestSize(registration.input().size(), 0, null);
        Outcome failure =
                Outcome.notSent(rejection.error(), cause, UUID.randomUUID().toString(), clock.instant());
        RegistrationResult written = writer.write(registration, route, size, null, failure);
        return written instanceof RegistrationResult.NotOwner
                ? writer.write(registration.withoutKey(), route, size, null, failure)
                : written;
    }

    private static Route unknownRoute(Registration registration) {
        return new Route(
                registration.service(),
                registration.operation(),
                new Target.Event("default", "Task Requested"),
                Boundary.DEFAULT,
                Boundary.DEFAULT,
                null,
                null);
    }
}
