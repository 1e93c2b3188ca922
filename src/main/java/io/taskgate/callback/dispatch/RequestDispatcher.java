package io.taskgate.callback.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import io.taskgate.runtime.FailPoint;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Sends a registered request to its service, and tells of tasks that are gone. At least once, always
/// under the same request id. Safe for many threads.
@Singleton
public final class RequestDispatcher {

    private static final Logger LOG = Logger.getLogger(RequestDispatcher.class);

    private final RouteRegistry routes;
    private final EventBus bus;
    private final ServiceClient services;
    private final PayloadStoreProvider stores;
    private final LinkSigner links;
    private final Ledger ledger;
    private final FailPoint failPoint;
    private final Clock clock;
    private final CancellationNotifier recall;

    public RequestDispatcher(
            RouteRegistry routes,
            EventBus bus,
            ServiceClient services,
            PayloadStoreProvider stores,
            LinkSigner links,
            Ledger ledger,
            FailPoint failPoint,
            Sleeper pauses,
            Clock clock) {
        this.routes = routes;
        this.bus = bus;
        this.services = services;
        this.stores = stores;
        this.links = links;
        this.ledger = ledger;
        this.failPoint = failPoint;
        this.clock = clock;
        this.recall = new CancellationNotifier(routes, bus, services, pauses);
    }

    /// What came of one try. `standing` is the record as it is known afterwards.
    public record Dispatched(DispatchResult delivery, Callback standing) {}

    /// Publishes the request of a PENDING record and marks it as sent.
    public Dispatched dispatch(Callback pending) {
        DispatchResult delivery = send(pending);
        return switch (delivery) {
            case DispatchResult.Taken taken -> {
                failPoint.reached(FailPoint.Step.REQUEST_PUBLISHED);
                Callback marked = mark(pending);
                failPoint.reached(FailPoint.Step.REQUEST_MARKED);
                yield new Dispatched(taken, marked);
            }
            case DispatchResult.NotNow notNow -> {
                LOG.warnf("%s: request not published now: %s; it is tried again", pending.id(), notNow.reason());
                yield new Dispatched(notNow, pending);
            }
            case DispatchResult.FailedEntry failed -> {
                LOG.warnf("%s: request not published: %s", pending.id(), failed.reason());
                yield new Dispatched(failed, pending);
            }
            case DispatchResult.Never never -> {
                LOG.errorf("%s: request refused for good: %s", pending.id(), never.reason());
                yield new Dispatched(never, pending);
            }
        };
    }

    private DispatchResult send(Callback pending) {
        Optional<Route> route = pending.service().equals(Route.OWN)
                ? Optional.of(Route.own(pending.operation()))
                : routes.find(pending.service(), pending.operation());
        if (route.isEmpty()) {
            return new DispatchResult.NotNow(
                    "the route " + pending.service() + "." + pending.operation() + " is gone from the configuration");
        }
        try {
            ObjectNode message = message(pending);
            return switch (route.get().target()) {
                case Target.Event event -> {
                    DispatchResult delivery = bus.publish(event, message);
                    LOG.info(pending.id() + ": event \"" + event.detailType() + "\" → bus " + event.bus() + ": "
                            + word(delivery));
                    yield delivery;
                }
                case Target.Here here -> new DispatchResult.Taken();
                case Target.Http http -> {
                    DispatchResult delivery = services.send(http, pending.requestId(), message);
                    LOG.info(pending.id() + ": " + http.method() + " " + http.url() + ": " + word(delivery));
                    yield delivery;
                }
                // The route was another one when this was registered: its request is kept until it is so again.
                case Target.Call _ ->
                    new DispatchResult.NotNow(
                            "the route " + route.get().name() + " is called now, and dispatches nothing");
            };
        } catch (PayloadStore.StoreUnavailableException e) {
            return new DispatchResult.NotNow(String.valueOf(e.getMessage()));
        }
    }

    private static String word(DispatchResult delivery) {
        return switch (delivery) {
            case DispatchResult.Taken taken -> "taken";
            case DispatchResult.NotNow notNow -> "not now";
            case DispatchResult.FailedEntry failed -> "failed";
            case DispatchResult.Never never -> "refused";
        };
    }

    /// The mark is a convenience: without it the sweep would publish the same request id again.
    private Callback mark(Callback pending) {
        try {
            return switch (ledger.apply(pending.id(), Transitions.sent(pending, clock.instant()))) {
                case Ledger.Write.Written written -> written.now();
                case Ledger.Write.Refused refused -> refused.standing();
                case Ledger.Write.Absent absent -> pending;
            };
        } catch (Ledger.LedgerUnavailableException e) {
            LOG.warnf("%s: published, but not marked: %s", pending.id(), e.getMessage());
            return pending;
        }
    }

    private ObjectNode message(Callback pending) {
        RegisteredTask task = pending.registeredTask();
        LinkSigner.Set signed = links.of(pending);
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("requestId", pending.requestId());
        message.put("callbackId", pending.id().value());
        message.put("service", pending.service()).put("operation", pending.operation());
        message.put("correlationKey", pending.correlationKey());
        message.put("deadline", task.deadline() == null ? null : task.deadline().toString());
        if (task.heartbeat() == null) {
            message.putNull("heartbeatSeconds");
        } else {
            message.put("heartbeatSeconds", task.heartbeat().toSeconds());
        }
        message.putObject("links")
                .put("success", signed.success())
                .put("failure", signed.failure())
                .put("heartbeat", signed.heartbeat());
        addRequest(message, pending);
        return message;
    }

    private void addRequest(ObjectNode message, Callback pending) {
        switch (pending.request()) {
            case null -> message.putNull("input");
            case Payload.CheckedIn checkedIn ->
                message.set("reference", checkedIn.reference().toJson());
            case Payload.Inline inline -> message.set("input", new JsonText(inline.json()).node());
            case Payload.Parked parked -> {
                byte[] input = parked.resolve(stores.of(pending.id().parking()));
                message.set("input", new JsonText(input).node());
            }
        }
    }

    /// Tells the worker that nobody waits any more ([CancellationNotifier]).
    public void taskGone(Callback standing, String reason) {
        recall.tell(standing, reason);
    }
}
