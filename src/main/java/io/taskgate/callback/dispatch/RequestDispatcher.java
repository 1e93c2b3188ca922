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

/// Sends a registered request to its service at least once, always with the same request ID, and has workers
/// notified of closed tasks. Thread-safe.
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
    private final CancellationNotifier cancellations;

    public RequestDispatcher(
            RouteRegistry routes,
            EventBus bus,
            ServiceClient services,
            PayloadStoreProvider stores,
            LinkSigner links,
            Ledger ledger,
            FailPoint failPoint,
            Sleeper sleeper,
            Clock clock) {
        this.routes = routes;
        this.bus = bus;
        this.services = services;
        this.stores = stores;
        this.links = links;
        this.ledger = ledger;
        this.failPoint = failPoint;
        this.clock = clock;
        this.cancellations = new CancellationNotifier(routes, bus, services, sleeper);
    }

    /// The result of one attempt, and the record after it.
    public record DispatchOutcome(DispatchResult result, Callback callback) {}

    /// Publishes the request of a PENDING record and marks it as sent.
    public DispatchOutcome dispatch(Callback pending) {
        DispatchResult delivery = send(pending);
        return switch (delivery) {
            case DispatchResult.Accepted taken -> {
                failPoint.reached(FailPoint.Step.REQUEST_PUBLISHED);
                Callback marked = mark(pending);
                failPoint.reached(FailPoint.Step.REQUEST_MARKED);
                yield new DispatchOutcome(taken, marked);
            }
            case DispatchResult.Retryable notNow -> {
                LOG.warnf(
                        "Request could not be sent; it is retried: callbackId=%s reason=%s",
                        pending.id(), notNow.reason());
                yield new DispatchOutcome(notNow, pending);
            }
            case DispatchResult.EntryFailed failed -> {
                LOG.warnf(
                        "Request was rejected by the event bus: callbackId=%s reason=%s",
                        pending.id(), failed.reason());
                yield new DispatchOutcome(failed, pending);
            }
            case DispatchResult.Permanent never -> {
                LOG.errorf("Request was rejected permanently: callbackId=%s reason=%s", pending.id(), never.reason());
                yield new DispatchOutcome(never, pending);
            }
        };
    }

    private DispatchResult send(Callback pending) {
        Optional<Route> route = pending.service().equals(Route.OWN)
                ? Optional.of(Route.own(pending.operation()))
                : routes.find(pending.service(), pending.operation());
        if (route.isEmpty()) {
            return new DispatchResult.Retryable(
                    "The configuration no longer has the route " + pending.service() + "." + pending.operation() + ".");
        }
        try {
            ObjectNode message = message(pending);
            return switch (route.get().target()) {
                case Target.Event event -> {
                    DispatchResult delivery = bus.publish(event, message);
                    LOG.info("Request was sent to the event bus: callbackId=" + pending.id() + " detailType=\""
                            + event.detailType() + "\" bus=" + event.bus() + " result=" + describe(delivery));
                    yield delivery;
                }
                case Target.Internal here -> new DispatchResult.Accepted();
                case Target.Http http -> {
                    DispatchResult delivery = services.send(http, pending.requestId(), message);
                    LOG.info("Request was sent to the service: callbackId=" + pending.id() + " method=" + http.method()
                            + " url=" + http.url() + " result=" + describe(delivery));
                    yield delivery;
                }
                // The kind of the route has changed since the registration: the request waits until it changes back.
                case Target.Call _ ->
                    new DispatchResult.Retryable(
                            "The route " + route.get().name() + " is a call route now, which dispatches no requests.");
            };
        } catch (PayloadStore.StoreUnavailableException e) {
            return new DispatchResult.Retryable(String.valueOf(e.getMessage()));
        }
    }

    private static String describe(DispatchResult delivery) {
        return switch (delivery) {
            case DispatchResult.Accepted taken -> "accepted";
            case DispatchResult.Retryable notNow -> "retryable";
            case DispatchResult.EntryFailed failed -> "failed";
            case DispatchResult.Permanent never -> "rejected";
        };
    }

    /// Marks the request as sent. Without the mark the sweep sends the same request again.
    private Callback mark(Callback pending) {
        try {
            return switch (ledger.apply(pending.id(), Transitions.sent(pending, clock.instant()))) {
                case Ledger.Write.Applied applied -> applied.callback();
                case Ledger.Write.ConditionFailed conflict -> conflict.current();
                case Ledger.Write.NotFound notFound -> pending;
            };
        } catch (Ledger.LedgerUnavailableException e) {
            LOG.warnf("Request was sent and could not be marked: callbackId=%s cause=%s", pending.id(), e.getMessage());
            return pending;
        }
    }

    private ObjectNode message(Callback pending) {
        RegisteredTask task = pending.registeredTask();
        LinkSigner.CallbackLinkSet signed = links.of(pending);
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
                byte[] input = parked.resolve(stores.of(pending.id().storedPayloadOwner()));
                message.set("input", new JsonText(input).node());
            }
        }
    }

    /// Notifies the worker that its task is closed ([CancellationNotifier]).
    public void notifyTaskClosed(Callback current, String reason) {
        cancellations.notifyCancelled(current, reason);
    }
}
