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

/// Takes one event in, whichever way it came, and counts what it came to (`taskgate.events`). Safe for many
/// threads.
///
/// Throws [io.taskgate.callback.ledger.Ledger.LedgerUnavailableException] and
/// [io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException] when nothing is certain: then
/// nothing may be acknowledged.
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

    /// An event from the queue: it may do what is granted to its source, and nothing without a grant.
    EventResult takeFromQueue(InboundEvent envelope) {
        return sources.find(envelope).map(caller -> take(envelope, caller)).orElseGet(() -> withoutGrant(envelope));
    }

    private EventResult withoutGrant(InboundEvent envelope) {
        String sender = "\"" + InboundEvent.brief(envelope.source()) + "\" of account \""
                + InboundEvent.brief(envelope.account()) + "\"";
        String why = EventResult.Why.FORBIDDEN.name();
        try {
            audit.record(new AuditEvent(
                    AuditEvent.Action.DENIED, "anonymous", null, subject(envelope), "source " + sender, null, why));
        } catch (AuditUnavailableException e) {
            return counted(new EventResult.NotNow(String.valueOf(e.getMessage())));
        }
        return counted(new EventResult.Refused(
                EventResult.Why.FORBIDDEN, "source", sender + " has no grant: name it under taskgate.events.sources"));
    }

    public EventResult take(InboundEvent envelope, EventPrincipal caller) {
        try {
            audit.ready();
            return counted(audited(
                    taken(envelope, caller),
                    attempt(envelope),
                    caller.principal(),
                    caller.tenant(),
                    subject(envelope)));
        } catch (AuditUnavailableException | EvaluationUnavailableException e) {
            return counted(new EventResult.NotNow(String.valueOf(e.getMessage())));
        } catch (InvalidEventException e) {
            return counted(new EventResult.Refused(EventResult.Why.INVALID, e.field(), e.problem()));
        }
    }

    private EventResult taken(InboundEvent envelope, EventPrincipal caller) {
        if (envelope.isOwn()) {
            return own.take(envelope, caller);
        }
        if (envelope.isStatusChange()) {
            EventResult looked = statusChanges.take(envelope.detail(), caller);
            // A route may wait for another execution's end; if none does, that is nothing to tell a person.
            return foreign.isWanted(envelope, caller) ? foreign.take(envelope, caller) : looked;
        }
        return foreign.take(envelope, caller);
    }

    /// A provider's call whose signature is genuine.
    ///
    /// @param delivery tells it from the provider's others
    public EventResult takeFor(Route route, InboundEvent envelope, AnswerDelivery delivery) {
        try {
            audit.ready();
            return counted(audited(
                    foreign.takeFor(route, envelope, delivery),
                    AuditEvent.Action.SETTLE,
                    "webhook:" + route.name(),
                    null,
                    route.name()));
        } catch (AuditUnavailableException | EvaluationUnavailableException e) {
            return counted(new EventResult.NotNow(String.valueOf(e.getMessage())));
        }
    }

    /// What is recorded of an event that is wrong or too large; null for what is not recorded.
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

    /// @param attempt what the event was to do; null for what is not recorded
    /// @param subject where no record was found
    private EventResult audited(
            EventResult taken,
            AuditEvent.@Nullable Action attempt,
            String principal,
            @Nullable String tenant,
            String subject) {
        AuditEvent.Action action =
                switch (taken) {
                    case EventResult.Done done -> action(done.result());
                    case EventResult.Refused refused -> action(refused.why(), attempt);
                    case EventResult.NotNow _ -> null;
                };
        if (action != null) {
            String of =
                    taken instanceof EventResult.Done done && done.callbackId() != null ? done.callbackId() : subject;
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

    private static AuditEvent.@Nullable Action action(EventResult.Why why, AuditEvent.@Nullable Action attempt) {
        return switch (why) {
            case FORBIDDEN, UNKNOWN_ROUTE -> AuditEvent.Action.DENIED;
            case NOT_OWNER -> AuditEvent.Action.TAKE_OVER;
            case INVALID, UNKNOWN_CALLBACK, OVER_BUDGET -> attempt;
        };
    }

    private static String result(EventResult taken) {
        return switch (taken) {
            case EventResult.Done done -> done.result().name();
            case EventResult.Refused refused -> refused.why().name();
            case EventResult.NotNow _ -> "UNAVAILABLE";
        };
    }

    private EventResult counted(EventResult taken) {
        meters.counter("taskgate.events", "result", result(taken).toLowerCase(Locale.ROOT))
                .increment();
        return taken;
    }
}
