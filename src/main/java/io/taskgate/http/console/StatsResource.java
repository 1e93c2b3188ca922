package io.taskgate.http.console;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.call.CircuitRegistry;
import io.taskgate.callback.operator.OpenCallbackSampler;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.sweep.SweepMetrics;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.console.StatsDocument.CircuitStatus;
import io.taskgate.http.console.StatsDocument.QuotaUsage;
import io.taskgate.route.RouteRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Resource for the numbers of the console's overview.
@Path("/v1/stats")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role")
public class StatsResource {

    private final OpenCallbackSampler sampler;
    private final SendTaskRateLimiter quota;
    private final CircuitRegistry circuits;
    private final SweepMetrics sweep;
    private final RouteRegistry routes;
    private final AuthenticatedCaller caller;
    private final Clock clock;

    StatsResource(
            OpenCallbackSampler sampler,
            SendTaskRateLimiter quota,
            CircuitRegistry circuits,
            SweepMetrics sweep,
            RouteRegistry routes,
            AuthenticatedCaller caller,
            Clock clock) {
        this.sampler = sampler;
        this.quota = quota;
        this.circuits = circuits;
        this.sweep = sweep;
        this.routes = routes;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "getStats", summary = "Get the numbers of the open callbacks of the grant")
    @APIResponse(
            responseCode = "200",
            description = "Sampled from the due index, never scanned, and at most 10 s old: asOf, exact and sampled say"
                    + " how good the numbers are. quota, circuits and sweepLatenessSeconds are those of the replica"
                    + " that responds")
    public StatsDocument get() {
        Grant grant = caller.grant();
        return StatsDocument.of(
                sampler.sample(),
                grant::covers,
                clock.instant(),
                quota(),
                circuits(grant),
                sweep.lateness().toMillis() / 1_000.0);
    }

    private Map<String, QuotaUsage> quota() {
        Map<String, QuotaUsage> usages = new TreeMap<>();
        for (SendTaskRateLimiter.Operation operation : SendTaskRateLimiter.Operation.values()) {
            usages.put(operation.name().toLowerCase(Locale.ROOT), QuotaUsage.of(quota.usage(operation)));
        }
        return usages;
    }

    private List<CircuitStatus> circuits(Grant grant) {
        Map<String, CircuitRegistry.CircuitState> states = circuits.states();
        return routes.all().stream()
                .filter(route -> grant.covers(route.service(), route.operation()))
                .flatMap(route -> Optional.ofNullable(states.get(route.name()))
                        .map(state -> new CircuitStatus(route.service(), route.operation(), state))
                        .stream())
                .toList();
    }
}
