package io.taskgate.event;

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
        return sources.find(envelope)
                .map(caller -> take(envelope, caller))
                .orElseGet(() -> counted(new EventResult.Refused(
                        EventResult.Why.FORBIDDEN,
                        "source",
                        "\"" + InboundEvent.brief(envelope.source()) + "\" of account \""
                                + InboundEvent.brief(envelope.account())
                                + "\" has no grant: name it under taskgate.events.sources")));
    }

    public EventResult take(InboundEvent envelope, EventPrincipal caller) {
        try {
            audit.ready();
            return counted(audited(
                    taken(envelope, caller),
                    caller.principal(),
                    caller.tenant(),
                    InboundEvent.brief(envelope.detailType())));
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
            return counted(
                    audited(foreign.takeFor(route, envelope, delivery), "webhook:" + route.name(), null, route.name()));
        } catch (AuditUnavailableException | EvaluationUnavailableException e) {
            return counted(new EventResult.NotNow(String.valueOf(e.getMessage())));
        }
    }

    /// @param subject where no record was found
    private EventResult audited(EventResult taken, String principal, @Nullable String tenant, String subject) {
        if (taken instanceof EventResult.Refused refused
                && (refused.why() == EventResult.Why.FORBIDDEN || refused.why() == EventResult.Why.NO_ROUTE)) {
            String result = refused.why().name();
            audit.record(new AuditEvent(AuditEvent.Action.DENIED, principal, tenant, subject, null, null, result));
        }
        if (!(taken instanceof EventResult.Done done)) {
            return taken;
        }
        AuditEvent.Action action =
                switch (done.result()) {
                    case REPORTED, COMMITTED, EARLY, CONFLICT, CLOSED, REPLAYED -> AuditEvent.Action.SETTLE;
                    case REGISTERED, SUPERSEDED -> AuditEvent.Action.REGISTER;
                    case BEATING, LOOKED_INTO, IGNORED, UNMATCHED, AMBIGUOUS -> null;
                };
        if (action != null) {
            String of = done.callbackId() == null ? subject : done.callbackId();
            audit.record(new AuditEvent(
                    action, principal, tenant, of, null, null, done.result().name()));
        }
        return taken;
    }

    private EventResult counted(EventResult taken) {
        String result =
                switch (taken) {
                    case EventResult.Done done -> done.result().name();
                    case EventResult.Refused refused -> refused.why().name();
                    case EventResult.NotNow notNow -> "NOT_NOW";
                };
        meters.counter("taskgate.events", "result", result.toLowerCase(Locale.ROOT))
                .increment();
        return taken;
    }
}
