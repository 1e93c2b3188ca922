package io.taskgate.callback.registration;

import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.callback.settlement.AnswerBoundary;
import io.taskgate.callback.settlement.ImmediateResult;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.payload.boundary.Boundary;
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
import io.taskgate.runtime.FailPoint;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes a task token in: shapes the request, writes the record, has the request published. The same token
/// again changes nothing; the newest token of a correlation wins, in any order of arrival. Safe for many
/// threads.
///
/// While the clock is not trusted nothing is taken in, but for calls that were made already: a deadline is
/// written by this process and kept by all.
///
/// Throws [Ledger.LedgerUnavailableException] and [PayloadStore.StoreUnavailableException] when nothing is
/// certain.
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
            Ledger ledger,
            TokenVault vault,
            RequestDispatcher dispatcher,
            OutcomeReporter reporter,
            Reconciler reconciler,
            FailPoint failPoint,
            ClockHealth clockHealth,
            Clock clock,
            CallbackIdFactory ids) {
        this.routes = routes;
        this.stores = stores;
        this.writer = new RegistrationWriter(
                new AnswerBoundary(routes, stores, clock),
                ledger,
                vault,
                dispatcher,
                reporter,
                reconciler,
                failPoint,
                clock,
                ids);
        this.clockHealth = clockHealth;
        this.clock = clock;
    }

    /// Takes the token of a call that turned out long: the service has the request, its answer comes later.
    public RegistrationResult underWay(Registration registration) {
        return called(registration, null);
    }

    /// Takes the token of a call together with what the call came to, and has that reported.
    public RegistrationResult answered(Registration registration, ImmediateResult finished) {
        return called(registration, finished);
    }

    private RegistrationResult called(Registration registration, @Nullable ImmediateResult finished) {
        Optional<Route> route = routes.find(registration.service(), registration.operation());
        if (route.isEmpty()) {
            return new RegistrationResult.NoRoute();
        }
        int size = registration.input().size();
        RegisteredTask.RequestSize sizes = new RegisteredTask.RequestSize(size, size, null);
        Outcome outcome =
                finished == null ? null : finished.outcome(UUID.randomUUID().toString(), clock.instant());
        return writer.write(registration, route.get(), sizes, null, outcome);
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

    /// The same for work that this gateway does itself: its request is sent nowhere.
    ///
    /// @param registration for [Route#OWN] and its operation
    public RegistrationResult registerOwn(Registration registration) {
        return clockHealth.isTrusted()
                ? register(registration, Route.own(registration.operation()))
                : new RegistrationResult.NotNow(clockHealth.problem());
    }

    private RegistrationResult register(Registration registration, Route route) {
        JsonText input = registration.input();
        BoundaryResult crossing =
                route.request().cross(input, registration.context(), 0, stores.of(registration.payloadOwner()));
        return switch (crossing) {
            case BoundaryResult.Unshapeable unshapeable -> new RegistrationResult.Unshapeable(unshapeable);
            case BoundaryResult.Refused refused -> new RegistrationResult.OverBudget(refused);
            case BoundaryResult.Failed failed -> tooLarge(registration, route, input.size(), failed.excess());
            case BoundaryResult.Passed passed -> {
                RegisteredTask.RequestSize size = new RegisteredTask.RequestSize(
                        passed.bytesIn(), passed.bytesOut(), reference(passed.payload()));
                yield writer.write(registration, route, size, passed.payload(), null);
            }
        };
    }

    /// Why a registration can't be served.
    public enum Refusal {
        UNKNOWN_ROUTE(CallbackErrors.UNKNOWN_ROUTE),
        INVALID_REQUEST(CallbackErrors.INVALID_REQUEST),
        OVER_BUDGET(CallbackErrors.PAYLOAD_TOO_LARGE),
        NOT_DISPATCHED(CallbackErrors.DISPATCH_FAILED);

        private final String error;

        Refusal(String error) {
            this.error = error;
        }

        /// The ASL error name.
        public String error() {
            return error;
        }
    }

    /// Fails the task of a registration that can't be served and whose sender nobody can tell: by the same
    /// record and the same guards as any other, so that a token that is known already, or a newer one, is left
    /// alone.
    ///
    /// @param cause for people; holds no token and no payload
    public RegistrationResult refuse(Registration registration, Refusal why, String cause) {
        if (!clockHealth.isTrusted()) {
            return new RegistrationResult.NotNow(clockHealth.problem());
        }
        Route route = routes.find(registration.service(), registration.operation())
                .orElseGet(() -> new Route(
                        registration.service(),
                        registration.operation(),
                        new Target.Event("default", "Task Requested"),
                        Boundary.DEFAULT,
                        Boundary.DEFAULT,
                        null,
                        null));
        RegisteredTask.RequestSize size =
                new RegisteredTask.RequestSize(registration.input().size(), 0, null);
        Outcome failure = Outcome.notSent(why.error(), cause, UUID.randomUUID().toString(), clock.instant());
        return writer.write(registration, route, size, null, failure);
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
