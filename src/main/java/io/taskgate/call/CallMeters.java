package io.taskgate.call;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taskgate.callback.StatusPages;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.Target;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What is measured of calls and of looks at status pages: `taskgate.calls`, `taskgate.calls.tries`,
/// `taskgate.calls.circuit.open`, `taskgate.probes` (`docs/operations.md`). Tags have as many values as there
/// are routes and kinds of outcomes: nothing of what a service
/// or a caller sends is one. Safe for many threads.
@Singleton
final class CallMeters {

    private final MeterRegistry meters;
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    CallMeters(MeterRegistry meters, RouteRegistry routes) {
        this.meters = meters;
        routes.all().stream()
                .filter(route -> route.target() instanceof Target.Call)
                .map(Route::name)
                .forEach(this::watchCircuit);
    }

    private void watchCircuit(String route) {
        Gauge.builder("taskgate.calls.circuit.open", open, names -> names.contains(route) ? 1 : 0)
                .tag("route", route)
                .description("1 while a route's circuit lets no call through, or one as a trial")
                .register(meters);
    }

    void circuit(String route, boolean isOpen) {
        if (isOpen) {
            open.add(route);
        } else {
            open.remove(route);
        }
    }

    /// Times a whole call, its pauses included.
    Called timed(Route route, Supplier<Called> call) {
        Timer.Sample sample = Timer.start(meters);
        Called called = call.get();
        sample.stop(Timer.builder("taskgate.calls")
                .tag("route", route.name())
                .tag("outcome", word(outcome(called)))
                .description("calls of services, with all their tries")
                .register(meters));
        return called;
    }

    /// Times a look at a status page.
    StatusPages.Page timed(Service service, Supplier<StatusPages.Page> look) {
        Timer.Sample sample = Timer.start(meters);
        StatusPages.Page page = look.get();
        String outcome =
                switch (page) {
                    case StatusPages.Page.Shown _ -> "shown";
                    case StatusPages.Page.NotShown _ -> "not_shown";
                };
        sample.stop(Timer.builder("taskgate.probes")
                .tag("service", service.name())
                .tag("outcome", outcome)
                .description("looks at status pages")
                .register(meters));
        return page;
    }

    private static Enum<?> outcome(Called called) {
        return switch (called) {
            case Called.Answered _ -> Sent.ANSWERED;
            case Called.Accepted _ -> Sent.ACCEPTED;
            case Called.Failed(Failure failure) -> failure.kind();
            case Called.TooLarge _ -> Sent.TOO_LARGE;
            case Called.NoRoom _ -> Sent.NO_ROOM;
            case Called.Unshapeable _, Called.Unfilled _, Called.OverBudget _ -> Sent.NOT_SENT;
        };
    }

    /// The outcomes that are no [Failure.Kind].
    private enum Sent {
        ANSWERED,
        ACCEPTED,
        TOO_LARGE,
        NO_ROOM,
        NOT_SENT
    }

    void tried(String route, Reply reply) {
        tried(
                route,
                switch (reply) {
                    case Reply.Whole _ -> Sent.ANSWERED;
                    case Reply.Accepted _ -> Sent.ACCEPTED;
                    case Reply.Refusal _ -> Failure.Kind.REFUSED;
                });
    }

    void tried(String route, Trouble trouble) {
        tried(route, trouble.kind());
    }

    private void tried(String route, Enum<?> outcome) {
        meters.counter("taskgate.calls.tries", "route", route, "outcome", word(outcome))
                .increment();
    }

    private static String word(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
