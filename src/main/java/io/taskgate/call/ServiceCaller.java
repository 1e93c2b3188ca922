package io.taskgate.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

/// Calls a service and waits for its response: shapes the request, sends it as the plan says, holds the
/// response to its
/// boundary. Whatever the service does, the caller gets one answer, within the tries' time-outs and the pauses
/// between
/// them. Blocks: for virtual threads. Safe for many of them.
///
/// Throws [PayloadStore.StoreUnavailableException] when something has to be checked in and can't be now.
@Singleton
public final class ServiceCaller {

    private static final Logger LOG = Logger.getLogger(ServiceCaller.class);
    private static final JsonNode NO_CONTEXT = JsonNodeFactory.instance.objectNode();

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

    /// @param tenant         the caller's: what is checked in is its
    /// @param plan           the route's
    /// @param payload        the request as the caller sent it
    /// @param idempotencyKey passed on, and lets a POST or PATCH be tried again; null for none
    public CallResult call(
            String tenant, Route route, CallDefinition plan, JsonText payload, @Nullable String idempotencyKey) {
        Operation operation = operation(tenant, route, plan);
        return meters.timed(route, () -> shaped(operation, payload, idempotencyKey));
    }

    /// What is called, and where its payloads are kept.
    private record Operation(Route route, CallDefinition plan, PayloadStore store) {}

    private Operation operation(String tenant, Route route, CallDefinition plan) {
        return new Operation(route, plan, stores.of(PayloadOwner.ofService(tenant, route.service())));
    }

    private CallResult shaped(Operation operation, JsonText payload, @Nullable String idempotencyKey) {
        return switch (operation.route().request().cross(payload, NO_CONTEXT, 0, operation.store())) {
            case BoundaryResult.Unshapeable(String message) -> new CallResult.Unshapeable(message);
            case BoundaryResult.Refused(var excess) -> new CallResult.OverBudget(excess);
            case BoundaryResult.Failed(var excess) -> new CallResult.OverBudget(excess);
            case BoundaryResult.Passed passed -> {
                byte[] request = passed.payload().travelling(operation.store());
                try {
                    yield send(operation, ServiceRequest.of(operation.plan(), request, idempotencyKey));
                } catch (PlaceholderTemplate.UnfilledException e) {
                    yield new CallResult.Unfilled(e.slot(), e.problem());
                }
            }
        };
    }

    /// Asks the service how a job is.
    ///
    /// @param tenant the caller's
    /// @param url    where, at the service
    /// @return [CallResult.Accepted] while it goes on; its job has no id then
    public CallResult status(String tenant, Route route, CallDefinition plan, URI url) {
        return meters.timed(route, () -> send(operation(tenant, route, plan), ServiceRequest.status(url)));
    }

    private CallResult send(Operation operation, ServiceRequest request) {
        Route route = operation.route();
        CallDefinition plan = operation.plan();
        try (AttemptSpools tries = new AttemptSpools(spools)) {
            ServiceResponse reply =
                    guards.call(route, plan, request.repeatable(), () -> exchange.send(plan, request, tries));
            return told(route, received(operation, request, reply));
        } catch (AttemptFailedException e) {
            return told(route, new CallResult.Failed(CallFailureMapper.of(plan, e.trouble())));
        } catch (SpoolException e) {
            return new CallResult.NoRoom(e);
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
            case ServiceResponse.Refusal refusal -> new CallResult.Failed(CallFailureMapper.of(plan, refusal));
            case ServiceResponse.Whole(int status, var body) ->
                switch (plan.response().cross(body, NO_CONTEXT, operation.store())) {
                    case BoundaryResult.Passed passed ->
                        new CallResult.Answered(passed.payload(), status, passed.bytesIn(), passed.bytesOut());
                    case BoundaryResult.Unshapeable(String message) ->
                        new CallResult.Failed(CallFailureMapper.unshapeable(status, message));
                    case BoundaryResult.Refused(var excess) -> new CallResult.TooLarge(excess, status);
                    case BoundaryResult.Failed(var excess) -> new CallResult.TooLarge(excess, status);
                };
        };
    }

    private static CallResult told(Route route, CallResult called) {
        switch (called) {
            case CallResult.Answered answered ->
                LOG.info(route.name() + ": called: " + answered.serviceStatus() + ", response " + answered.bytesIn()
                        + " B → " + answered.bytesOut() + " B");
            case CallResult.Accepted(AsyncJob job) ->
                LOG.info(route.name() + ": called: 202, " + (job.id().isEmpty() ? "going on" : "job " + job.id()));
            case CallResult.Failed(CallFailure failure) ->
                LOG.warn(route.name() + ": called: " + failure.error() + ": " + failure.detail());
            case CallResult.TooLarge(var excess, int status) ->
                LOG.warn(route.name() + ": called: " + status + ", " + excess.detail());
            case CallResult.Unshapeable _, CallResult.Unfilled _, CallResult.OverBudget _, CallResult.NoRoom _ -> {
                // The caller is told.
            }
        }
        return called;
    }
}
