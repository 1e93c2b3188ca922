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

    /// Watches a route that has come while the process runs. The registry keeps one gauge for each name.

    void watchCircuit(String route) {
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
    CallResult measure(Route route, Supplier<CallResult> call) {
        Timer.Sample sample = Timer.start(meters);
        CallResult result = call.get();
        sample.stop(Timer.builder("taskgate.calls")
                .tag("route", route.name())
                .tag("result", tagValue(outcome(result)))
                .description("calls of services, with all their tries")
                .register(meters));
        return result;
    }

    /// Measures a status poll.
    StatusPageClient.Page measure(Service service, Supplier<StatusPageClient.Page> poll) {
        Timer.Sample sample = Timer.start(meters);
        StatusPageClient.Page page = poll.get();
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
            case CallResult.SpoolFailed _ -> Sent.SPOOL_FULL;
            case CallResult.Unshapeable _, CallResult.MissingValue _, CallResult.OverBudget _ -> Sent.NOT_SENT;
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

    void recordAttempt(String route, ServiceResponse reply) {
        recordAttempt(
                route,
                switch (reply) {
                    case ServiceResponse.Success _ -> Sent.ANSWERED;
                    case ServiceResponse.Accepted _ -> Sent.ACCEPTED;
                    case ServiceResponse.ErrorResponse _ -> CallFailure.Kind.REJECTED;
                });
    }

    void recordAttempt(String route, AttemptFailure failure) {
        recordAttempt(route, failure.kind());
    }

    private void recordAttempt(String route, Enum<?> outcome) {
        meters.counter("taskgate.calls.attempts", "route", route, "result", tagValue(outcome))
                .increment();
    }

    private static String tagValue(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
