package io.taskgate.call;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taskgate.call.transport.AttemptFailure;
import io.taskgate.call.transport.CallFailure;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.Target;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Records the metrics of calls and of status polls: `taskgate.calls`, `taskgate.calls.tries`,
/// `taskgate.calls.circuit.open`, `taskgate.probes` (`docs/operations.md`). The number of tag values is
/// bounded by the routes and the kinds of outcomes: no tag comes from a service or caller. Thread-safe.
@Singleton
final class CallMetrics {

    private final MeterRegistry meters;
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    CallMetrics(MeterRegistry meters, RouteRegistry routes) {
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

    /// Measures a call, including its pauses.
    CallResult timed(Route route, Supplier<CallResult> call) {
        Timer.Sample sample = Timer.start(meters);
        CallResult result = call.get();
        sample.stop(Timer.builder("taskgate.calls")
                .tag("route", route.name())
                .tag("result", word(outcome(result)))
                .description("calls of services, with all their tries")
                .register(meters));
        return result;
    }

    /// Measures a status poll.
    StatusPageClient.Page timed(Service service, Supplier<StatusPageClient.Page> look) {
        Timer.Sample sample = Timer.start(meters);
        StatusPageClient.Page page = look.get();
        String outcome = switch (page) {
            case StatusPageClient.Page.Found _ -> "available";
            case StatusPageClient.Page.Unavailable _ -> "unavailable";
        };
        sample.stop(Timer.builder("taskgate.probes")
                .tag("service", service.name())
                .tag("result", outcome)
                .description("looks at status pages")
                .register(meters));
        return page;
    }

    private static Enum<?> outcome(CallResult result) {
        return switch (result) {
            case CallResult.Answered _ -> Sent.ANSWERED;
            case CallResult.Accepted _ -> Sent.ACCEPTED;
            case CallResult.Failed(CallFailure failure) -> failure.kind();
            case CallResult.TooLarge _ -> Sent.TOO_LARGE;
            case CallResult.NoRoom _ -> Sent.SPOOL_FULL;
            case CallResult.Unshapeable _, CallResult.Unfilled _, CallResult.OverBudget _ -> Sent.NOT_SENT;
        };
    }

    /// The outcomes that are not a [CallFailure.Kind].
    private enum Sent {
        ANSWERED,
        ACCEPTED,
        TOO_LARGE,
        SPOOL_FULL,
        NOT_SENT
    }

    void tried(String route, ServiceResponse reply) {
        tried(
                route,
                switch (reply) {
                    case ServiceResponse.Whole _ -> Sent.ANSWERED;
                    case ServiceResponse.Accepted _ -> Sent.ACCEPTED;
                    case ServiceResponse.Refusal _ -> CallFailure.Kind.REJECTED;
                });
    }

    void tried(String route, AttemptFailure trouble) {
        tried(route, trouble.kind());
    }

    private void tried(String route, Enum<?> outcome) {
        meters.counter("taskgate.calls.attempts", "route", route, "result", word(outcome))
                .increment();
    }

    private static String word(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
