package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.audit.AuditEvent;
import io.taskgate.audit.AuditLog;
import io.taskgate.audit.AuditUnavailableException;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.format.InvalidEventException;
import io.taskgate.event.source.EventSourceRegistry;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.route.Route;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Routes one event from any channel to its handler, and counts the result (`taskgate.events`). Thread-safe.
///
/// Throws [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] and
/// [io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException] if nothing is certain: the event
/// must not be acknowledged then.
@Singleton
public final class EventRouter {

    private final TaskgateEventHandler own;
    private final ServiceEventHandler foreign;
    private final ExecutionStatusHandler statusChanges;
    private final EventSourceRegistry sources;
    private final AuditLog audit;
    private final MeterRegistry meters;

    EventRouter(
            TaskgateEventHandler own,
            ServiceEventHandler foreign,
            ExecutionStatusHandler statusChanges,
            EventSourceRegistry sources,
            AuditLog audit,
            MeterRegistry meters) {
        this.own = own;
        this.statusChanges = statusChanges;
        this.foreign = foreign;
        this.sources = sources;
        this.audit = audit;
        this.meters = meters;
    }

    /// Routes an event from the queue. The grant of its source determines what the event may do.
    EventResult routeFromQueue(InboundEvent envelope) {
        return sources.find(envelope).map(caller -> route(envelope, caller)).orElseGet(() -> withoutGrant(envelope));
    }

    private EventResult withoutGrant(InboundEvent envelope) {
        String sender = "\"" + InboundEvent.brief(envelope.source()) + "\" of account \""
                + InboundEvent.brief(envelope.account()) + "\"";
        String why = EventResult.RejectionReason.FORBIDDEN.name();
        try {
            audit.record(new AuditEvent(
                    AuditEvent.Action.DENIED, "anonymous", null, subject(envelope), "source " + sender, null, why));
        } catch (AuditUnavailableException e) {
            return counted(new EventResult.NotNow(String.valueOf(e.getMessage())));
        }
        return counted(new EventResult.Rejected(
                EventResult.RejectionReason.FORBIDDEN,
                "source",
                "The source " + sender + " has no grant. Configure it under taskgate.events.sources."));
    }

    public EventResult route(InboundEvent envelope, EventPrincipal caller) {
        try {
            audit.ready();
            return counted(audited(
                    result(envelope, caller),
                    attempt(envelope),
                    caller.principal(),
                    caller.tenant(),
                    subject(envelope)));
        } catch (AuditUnavailableException | EvaluationUnavailableException e) {
            return counted(new EventResult.NotNow(String.valueOf(e.getMessage())));
        } catch (InvalidEventException e) {
            return counted(new EventResult.Rejected(EventResult.RejectionReason.INVALID, e.field(), e.problem()));
        }
    }

    private EventResult result(InboundEvent envelope, EventPrincipal caller) {
        if (envelope.isOwn()) {
            return own.handle(envelope, caller);
        }
        if (envelope.isStatusChange()) {
            EventResult looked = statusChanges.handle(envelope.detail(), caller);
            // A route may match the end of another execution; an event that matches none is not recorded.
            return foreign.matches(envelope, caller) ? foreign.handle(envelope, caller) : looked;
        }
        return foreign.handle(envelope, caller);
    }

    /// Routes a webhook call whose signature is valid.
    ///
    /// @param delivery identifies the delivery
    public EventResult routeWebhook(Route route, InboundEvent envelope, AnswerDelivery delivery) {
        try {
            audit.ready();
            return counted(audited(
                    foreign.handleWebhook(route, envelope, delivery),
                    AuditEvent.Action.SETTLE,
                    "webhook:" + route.name(),
                    null,
                    route.name()));
        } catch (AuditUnavailableException | EvaluationUnavailableException e) {
            return counted(new EventResult.NotNow(String.valueOf(e.getMessage())));
        }
    }

    /// Returns the audited action of an invalid or too large event; null for none.
    private static AuditEvent.@Nullable Action attempt(InboundEvent envelope) {
        return switch (envelope.detailType()) {
            case "Callback Requested" -> AuditEvent.Action.REGISTER;
            case "Callback Succeeded", "Callback Failed" -> AuditEvent.Action.SETTLE;
            default -> null;
        };
    }

    private static String subject(InboundEvent envelope) {
        JsonNode detail = envelope.detail();
        return InboundEvent.brief(
                envelope.isOwn() && detail.has("batchId")
                        ? detail.path("batchId").asText() + "."
                                + detail.path("index").asText()
                        : envelope.detailType());
    }

    /// @param attempt the audited action of the event; null for none
    /// @param subject if no callback was found
    private EventResult audited(
            EventResult taken,
            AuditEvent.@Nullable Action attempt,
            String principal,
            @Nullable String tenant,
            String subject) {
        AuditEvent.Action action = switch (taken) {
            case EventResult.Handled done -> action(done.result());
            case EventResult.Rejected refused -> action(refused.reason(), attempt);
            case EventResult.NotNow _ -> null;
        };
        if (action != null) {
            String of = taken instanceof EventResult.Handled done && done.callbackId() != null
                    ? done.callbackId()
                    : subject;
            audit.record(new AuditEvent(action, principal, tenant, of, null, null, result(taken)));
        }
        return taken;
    }

    private static AuditEvent.@Nullable Action action(EventResult.Result result) {
        return switch (result) {
            case REPORTED, COMMITTED, EARLY, CONFLICT, CLOSED, REPLAYED -> AuditEvent.Action.SETTLE;
            case REGISTERED, REPEATED, SUPERSEDED -> AuditEvent.Action.REGISTER;
            case TAKEN_OVER -> AuditEvent.Action.TAKE_OVER;
            case HEARTBEAT, EXECUTION_ENDED, IGNORED, UNMATCHED, AMBIGUOUS -> null;
        };
    }

    private static AuditEvent.@Nullable Action action(
            EventResult.RejectionReason why, AuditEvent.@Nullable Action attempt) {
        return switch (why) {
            case FORBIDDEN, UNKNOWN_ROUTE -> AuditEvent.Action.DENIED;
            case NOT_OWNER -> AuditEvent.Action.TAKE_OVER;
            case INVALID, UNKNOWN_CALLBACK, OVER_BUDGET -> attempt;
        };
    }

    private static String result(EventResult taken) {
        return switch (taken) {
            case EventResult.Handled done -> done.result().name();
            case EventResult.Rejected refused -> refused.reason().name();
            case EventResult.NotNow _ -> "UNAVAILABLE";
        };
    }

    private EventResult counted(EventResult taken) {
        meters.counter("taskgate.events", "result", result(taken).toLowerCase(Locale.ROOT))
                .increment();
        return taken;
    }
}
