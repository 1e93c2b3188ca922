package io.taskgate.callback.registration;

import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.boundary.SizeViolation;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import io.taskgate.runtime.ClockHealth;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Registers task tokens: shapes the request, writes the record and has the request dispatched. The same token
/// again changes nothing; the newest token of a correlation key wins, in any order of arrival. Thread-safe.
///
/// While the clock is not trusted, nothing is registered: one process writes a deadline, and all compare it. A
/// registration whose outcome or call is known already is made by [ImmediateSettlement].
///
/// Throws [Ledger.LedgerUnavailableException] and [PayloadStore.StoreUnavailableException] if it is not known
/// whether anything was written.
@Singleton
public final class RegistrationService {

    private final RouteRegistry routes;
    private final PayloadStoreProvider stores;
    private final RegistrationWriter writer;
    private final ClockHealth clockHealth;
    private final Clock clock;

    public RegistrationService(
            RouteRegistry routes,
            PayloadStoreProvider stores,
            RegistrationWriter writer,
            ClockHealth clockHealth,
            Clock clock) {
        this.routes = routes;
        this.stores = stores;
        this.writer = writer;
        this.clockHealth = clockHealth;
        this.clock = clock;
    }

    public RegistrationResult register(Registration registration) {
        if (!clockHealth.isTrusted()) {
            return new RegistrationResult.NotNow(clockHealth.problem());
        }
        return routes.find(registration.service(), registration.operation())
                .filter(route -> !(route.target() instanceof Target.Call))
                .map(route -> register(registration, route))
                .orElseGet(RegistrationResult.NoRoute::new);
    }

    /// Registers a token for work of the gateway itself: its request is not dispatched.
    ///
    /// @param registration a registration for [Route#OWN] and its operation
    public RegistrationResult registerInternal(Registration registration) {
        return clockHealth.isTrusted()
                ? register(registration, Route.own(registration.operation()))
                : new RegistrationResult.NotNow(clockHealth.problem());
    }

    private RegistrationResult register(Registration registration, Route route) {
        JsonText input = registration.input();
        BoundaryResult crossing =
                route.request().apply(input, registration.context(), 0, stores.of(registration.payloadOwner()));
        return switch (crossing) {
            case BoundaryResult.Unshapeable unshapeable -> new RegistrationResult.Unshapeable(unshapeable);
            case BoundaryResult.Refused conflict -> new RegistrationResult.OverBudget(conflict);
            case BoundaryResult.Failed failed -> tooLarge(registration, route, input.size(), failed.excess());
            case BoundaryResult.Passed passed -> {
                RegisteredTask.RequestSize size = new RegisteredTask.RequestSize(
                        passed.bytesIn(), passed.bytesOut(), reference(passed.payload()));
                yield writer.write(registration, route, size, passed.payload(), null);
            }
        };
    }

    private RegistrationResult tooLarge(Registration registration, Route route, int bytes, SizeViolation excess) {
        Outcome failure = Outcome.notSent(
                        CallbackErrors.PAYLOAD_TOO_LARGE,
                        excess.detail(),
                        UUID.randomUUID().toString(),
                        clock.instant())
                .changed(List.of(new Adjustment("request", Adjustment.Kind.TOO_LARGE, bytes, 0)));
        return writer.write(registration, route, new RegisteredTask.RequestSize(bytes, 0, null), null, failure);
    }

    private static @Nullable PayloadReference reference(Payload payload) {
        return switch (payload) {
            case Payload.CheckedIn checkedIn -> checkedIn.reference();
            case Payload.Inline inline -> null;
            case Payload.Parked parked -> null;
        };
    }
}
