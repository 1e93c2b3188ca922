package io.taskgate.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.call.transport.AttemptFailure;
import io.taskgate.call.transport.CallFailure;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CallMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RouteRegistry routes = TestSettings.routes(
            Map.of(
                    "taskgate.services.orders.url", "http://orders.internal",
                    "taskgate.services.orders.operations.quote.call.path", "/quotes",
                    "taskgate.services.orders.operations.ship.request.via", "http"),
            new ConfigurationProblems());
    private final CallMetrics measured = new CallMetrics(meters, routes);

    private Route quote() {
        return routes.find("orders", "quote").orElseThrow();
    }

    private double open() {
        return meters.get("taskgate.calls.circuit.open")
                .tag("route", "orders.quote")
                .gauge()
                .value();
    }

    @Test
    void everyRouteThatIsCalledHasACircuit() {
        assertThat(open()).isZero();
        assertThat(meters.find("taskgate.calls.circuit.open").gauges()).hasSize(1);
        measured.circuit("orders.quote", true);
        assertThat(open()).isEqualTo(1);
        measured.circuit("orders.quote", false);
        assertThat(open()).isZero();
    }

    @Test
    void aCallIsTimedByRouteAndOutcome() {
        CallFailure late = new CallFailure(CallFailure.Kind.TIMEOUT, "Taskgate.ServiceTimeout", "late", null);
        CallResult called = measured.measure(quote(), () -> new CallResult.Failed(late));
        assertThat(called).isEqualTo(new CallResult.Failed(late));
        assertThat(meters.get("taskgate.calls")
                        .tags("route", "orders.quote", "result", "timeout")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    /// The name of an error may come from the service, so that the number of tag values would be unlimited.
    @Test
    void whatAServiceSaysIsNoTag() {
        for (CallFailure.Kind kind : CallFailure.Kind.values()) {
            for (String error : List.of("A", "B")) {
                measured.measure(quote(), () -> new CallResult.Failed(new CallFailure(kind, error, error, 409)));
            }
        }
        Set<String> outcomes = meters.find("taskgate.calls").timers().stream()
                .map(timer -> timer.getId().getTag("result"))
                .collect(Collectors.toSet());
        assertThat(outcomes)
                .isEqualTo(Arrays.stream(CallFailure.Kind.values())
                        .map(kind -> kind.name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.toSet()));
    }

    @Test
    void triesAreCounted() {
        measured.recordAttempt("orders.quote", new ServiceResponse.ErrorResponse(409, new byte[0], null));
        measured.recordAttempt("orders.quote", new AttemptFailure.ConnectionLost("early"));
        measured.recordAttempt("orders.quote", new AttemptFailure.ConnectionLost("early"));
        assertThat(tries("rejected")).isEqualTo(1);
        assertThat(tries("connection_lost")).isEqualTo(2);
    }

    private double tries(String outcome) {
        return meters.get("taskgate.calls.attempts")
                .tags("route", "orders.quote", "result", outcome)
                .counter()
                .count();
    }

    @Test
    void looksAreTimedByService() {
        Target.Http http =
                (Target.Http) routes.find("orders", "ship").orElseThrow().target();
        measured.measure(http.service(), () -> new StatusPageClient.Page.Unavailable("away"));
        assertThat(meters.get("taskgate.probes")
                        .tags("service", "orders", "result", "unavailable")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
