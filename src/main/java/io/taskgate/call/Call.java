package io.taskgate.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
public final class Call {

    private static final Logger LOG = Logger.getLogger(Call.class);
    private static final JsonNode NO_CONTEXT = JsonNodeFactory.instance.objectNode();

    private final Guards guards;
    private final Exchange exchange;
    private final SpoolFactory spools;
    private final PayloadStoreProvider stores;
    private final CallMeters meters;

    Call(Guards guards, Exchange exchange, SpoolFactory spools, PayloadStoreProvider stores, CallMeters meters) {
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
    public Called call(
            String tenant, Route route, CallDefinition plan, JsonText payload, @Nullable String idempotencyKey) {
        Operation operation = operation(tenant, route, plan);
        return meters.timed(route, () -> shaped(operation, payload, idempotencyKey));
    }

    /// What is called, and where its payloads are kept.
    private record Operation(Route route, CallDefinition plan, PayloadStore store) {}

    private Operation operation(String tenant, Route route, CallDefinition plan) {
        return new Operation(route, plan, stores.of(PayloadOwner.ofService(tenant, route.service())));
    }

    private Called shaped(Operation operation, JsonText payload, @Nullable String idempotencyKey) {
        return switch (operation.route().request().cross(payload, NO_CONTEXT, 0, operation.store())) {
            case BoundaryResult.Unshapeable(String message) -> new Called.Unshapeable(message);
            case BoundaryResult.Refused(var excess) -> new Called.OverBudget(excess);
            case BoundaryResult.Failed(var excess) -> new Called.OverBudget(excess);
            case BoundaryResult.Passed passed -> {
                byte[] request = passed.payload().travelling(operation.store());
                try {
                    yield send(operation, Outgoing.of(operation.plan(), request, idempotencyKey));
                } catch (PlaceholderTemplate.UnfilledException e) {
                    yield new Called.Unfilled(e.slot(), e.problem());
                }
            }
        };
    }

    /// Asks the service how a job is.
    ///
    /// @param tenant the caller's
    /// @param url    where, at the service
    /// @return [Called.Accepted] while it goes on; its job has no id then
    public Called status(String tenant, Route route, CallDefinition plan, URI url) {
        return meters.timed(route, () -> send(operation(tenant, route, plan), Outgoing.status(url)));
    }

    private Called send(Operation operation, Outgoing request) {
        Route route = operation.route();
        CallDefinition plan = operation.plan();
        try (Tries tries = new Tries(spools)) {
            Reply reply = guards.call(route, plan, request.repeatable(), () -> exchange.send(plan, request, tries));
            return told(route, received(operation, request, reply));
        } catch (TroubleException e) {
            return told(route, new Called.Failed(Failures.of(plan, e.trouble())));
        } catch (SpoolException e) {
            return new Called.NoRoom(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Called received(Operation operation, Outgoing request, Reply reply) throws TroubleException, IOException {
        CallDefinition plan = operation.plan();
        return switch (reply) {
            case Reply.Accepted accepted ->
                new Called.Accepted(
                        request.isStatus() ? new Job("", request.url()) : Jobs.of(plan, request.url(), accepted));
            case Reply.Refusal refusal -> new Called.Failed(Failures.of(plan, refusal));
            case Reply.Whole(int status, var body) ->
                switch (plan.response().cross(body, NO_CONTEXT, operation.store())) {
                    case BoundaryResult.Passed passed ->
                        new Called.Answered(passed.payload(), status, passed.bytesIn(), passed.bytesOut());
                    case BoundaryResult.Unshapeable(String message) ->
                        new Called.Failed(Failures.unshapeable(status, message));
                    case BoundaryResult.Refused(var excess) -> new Called.TooLarge(excess, status);
                    case BoundaryResult.Failed(var excess) -> new Called.TooLarge(excess, status);
                };
        };
    }

    private static Called told(Route route, Called called) {
        switch (called) {
            case Called.Answered answered ->
                LOG.info(route.name() + ": called: " + answered.serviceStatus() + ", response " + answered.bytesIn()
                        + " B → " + answered.bytesOut() + " B");
            case Called.Accepted(Job job) ->
                LOG.info(route.name() + ": called: 202, " + (job.id().isEmpty() ? "going on" : "job " + job.id()));
            case Called.Failed(Failure failure) ->
                LOG.warn(route.name() + ": called: " + failure.error() + ": " + failure.detail());
            case Called.TooLarge(var excess, int status) ->
                LOG.warn(route.name() + ": called: " + status + ", " + excess.detail());
            case Called.Unshapeable _, Called.Unfilled _, Called.OverBudget _, Called.NoRoom _ -> {
                // The caller is told.
            }
        }
        return called;
    }
}
