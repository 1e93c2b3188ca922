package io.taskgate.call;

import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.AttemptSpools;
import io.taskgate.call.transport.CallAttempt;
import io.taskgate.call.transport.CallFailure;
import io.taskgate.call.transport.CallFailureMapper;
import io.taskgate.call.transport.ServiceRequest;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.payload.spool.SpoolException;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.route.Route;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Calls a service and waits for its response: shapes the request, sends it as defined by the route, and
/// applies the boundary to the response. The caller always gets one result, within the timeouts of the
/// attempts and the pauses between them. Blocks; call from virtual threads. Thread-safe.
///
/// Throws [PayloadStore.StoreUnavailableException] if a payload must be checked in and the store is
/// unavailable.
@Singleton
public final class ServiceCaller {

    private static final Logger LOG = Logger.getLogger(ServiceCaller.class);
    private final RouteFaultTolerance guards;
    private final CallAttempt exchange;
    private final SpoolFactory spools;
    private final PayloadStoreProvider stores;
    private final CallMetrics meters;

    ServiceCaller(
            RouteFaultTolerance guards,
            CallAttempt exchange,
            SpoolFactory spools,
            PayloadStoreProvider stores,
            CallMetrics meters) {
        this.guards = guards;
        this.exchange = exchange;
        this.spools = spools;
        this.stores = stores;
        this.meters = meters;
    }

    /// @param tenant         the tenant of the caller, which owns the payloads that are checked in
    /// @param plan           the call definition of the route
    /// @param payload        the request of the caller
    /// @param idempotencyKey forwarded, and makes a POST or PATCH repeatable; null for none
    public CallResult call(
            String tenant, Route route, CallDefinition plan, JsonText payload, @Nullable String idempotencyKey) {
        Operation operation = operation(tenant, route, plan);
        return meters.measure(route, () -> shaped(operation, payload, idempotencyKey));
    }

    /// The operation and the stores of its payloads.
    private record Operation(Route route, CallDefinition plan, PayloadStore store) {}

    private Operation operation(String tenant, Route route, CallDefinition plan) {
        return new Operation(route, plan, stores.of(PayloadOwner.ofService(tenant, route.service())));
    }

    private CallResult shaped(Operation operation, JsonText payload, @Nullable String idempotencyKey) {
        return switch (operation.route().request().apply(payload, EvaluationScope.NO_CONTEXT, 0, operation.store())) {
            case BoundaryResult.Unshapeable(String message) -> new CallResult.Unshapeable(message);
            case BoundaryResult.Refused(var excess) -> new CallResult.OverBudget(excess);
            case BoundaryResult.Failed(var excess) -> new CallResult.OverBudget(excess);
            case BoundaryResult.Passed passed -> {
                byte[] request = passed.payload().resolve(operation.store());
                try {
                    yield send(operation, ServiceRequest.of(operation.plan(), request, idempotencyKey));
                } catch (PlaceholderTemplate.MissingValueException e) {
                    yield new CallResult.MissingValue(e.slot(), e.problem());
                }
            }
        };
    }

    /// Requests the status of a job.
    ///
    /// @param tenant the tenant of the caller
    /// @param url    the status URL at the service
    /// @return [CallResult.Accepted] while the job runs; its job has no ID then
    public CallResult status(String tenant, Route route, CallDefinition plan, URI url) {
        return meters.measure(route, () -> send(operation(tenant, route, plan), ServiceRequest.status(url)));
    }

    private CallResult send(Operation operation, ServiceRequest request) {
        Route route = operation.route();
        CallDefinition plan = operation.plan();
        try (AttemptSpools tries = new AttemptSpools(spools)) {
            ServiceResponse reply =
                    guards.call(route, plan, request.repeatable(), () -> exchange.send(plan, request, tries));
            return told(route, received(operation, request, reply));
        } catch (AttemptFailedException e) {
            return told(route, new CallResult.Failed(CallFailureMapper.of(plan, e.failure())));
        } catch (SpoolException e) {
            return new CallResult.SpoolFailed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CallResult received(Operation operation, ServiceRequest request, ServiceResponse reply)
            throws AttemptFailedException, IOException {
        CallDefinition plan = operation.plan();
        return switch (reply) {
            case ServiceResponse.Accepted accepted ->
                new CallResult.Accepted(
                        request.isStatus()
                                ? new AsyncJob("", request.url())
                                : AsyncJobResolver.of(plan, request.url(), accepted));
            case ServiceResponse.ErrorResponse refusal -> new CallResult.Failed(CallFailureMapper.of(plan, refusal));
            case ServiceResponse.Success(int status, var body) ->
                switch (plan.response().apply(body, EvaluationScope.NO_CONTEXT, operation.store())) {
                    case BoundaryResult.Passed passed ->
                        new CallResult.Answered(passed.payload(), status, passed.bytesIn(), passed.bytesOut());
                    case BoundaryResult.Unshapeable(String message) ->
                        new CallResult.Failed(CallFailureMapper.unshapeable(status, message));
                    case BoundaryResult.Refused(var excess) -> new CallResult.TooLarge(excess, status);
                    case BoundaryResult.Failed(var excess) -> new CallResult.TooLarge(excess, status);
                };
        };
    }

    private static CallResult told(Route route, CallResult result) {
        switch (result) {
            case CallResult.Answered answered ->
                LOG.infof(
                        "Call succeeded: route=%s status=%d bytesIn=%d bytesOut=%d",
                        route.name(), answered.serviceStatus(), answered.bytesIn(), answered.bytesOut());
            case CallResult.Accepted(AsyncJob job) ->
                LOG.infof("Call accepted: route=%s status=202 job=%s", route.name(), job.id());
            case CallResult.Failed(CallFailure failure) ->
                LOG.warnf(
                        "Call failed: route=%s error=%s detail=\"%s\"",
                        route.name(), failure.error(), failure.detail());
            case CallResult.TooLarge(var excess, int status) ->
                LOG.warnf("Call failed: route=%s status=%d detail=\"%s\"", route.name(), status, excess.detail());
            case CallResult.Unshapeable _,
                    CallResult.MissingValue _,
                    CallResult.OverBudget _,
                    CallResult.SpoolFailed _ -> {
                // The caller gets the error.
            }
        }
        return result;
    }
}
