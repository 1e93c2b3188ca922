package io.taskgate.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.callback.WebhookDelivery;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.route.Route;
import jakarta.inject.Singleton;
import java.util.Locale;

/// Takes one event in, whichever way it came, and counts what it came to (`taskgate.events`). Safe for many threads.
///
/// Throws [io.taskgate.callback.Ledger.LedgerUnavailableException] and
/// [io.taskgate.payload.PayloadStore.StoreUnavailableException] when nothing is certain: then nothing may be
/// acknowledged.
@Singleton
public final class Intake {

    private final OwnEvents own;
    private final ForeignEvents foreign;
    private final StatusChanges statusChanges;
    private final EventSourceRegistry sources;
    private final MeterRegistry meters;

    Intake(
            OwnEvents own,
            ForeignEvents foreign,
            StatusChanges statusChanges,
            EventSourceRegistry sources,
            MeterRegistry meters) {
        this.own = own;
        this.statusChanges = statusChanges;
        this.foreign = foreign;
        this.sources = sources;
        this.meters = meters;
    }

    /// An event from the queue: it may do what is granted to its source, and nothing without a grant.
    Taken takeFromQueue(Envelope envelope) {
        return sources.find(envelope)
                .map(caller -> take(envelope, caller))
                .orElseGet(() -> counted(new Taken.Refused(
                        Taken.Why.FORBIDDEN,
                        "source",
                        "\"" + Envelope.brief(envelope.source()) + "\" of account \""
                                + Envelope.brief(envelope.account())
                                + "\" has no grant: name it under taskgate.events.sources")));
    }

    public Taken take(Envelope envelope, Caller caller) {
        try {
            return counted(taken(envelope, caller));
        } catch (WrongEventException e) {
            return counted(new Taken.Refused(Taken.Why.INVALID, e.field(), e.problem()));
        } catch (EvaluationUnavailableException e) {
            return counted(new Taken.NotNow(String.valueOf(e.getMessage())));
        }
    }

    private Taken taken(Envelope envelope, Caller caller) {
        if (envelope.isOwn()) {
            return own.take(envelope, caller);
        }
        if (envelope.isStatusChange()) {
            Taken looked = statusChanges.take(envelope.detail(), caller);
            // A route may wait for another execution's end; if none does, that is nothing to tell a person.
            return foreign.isWanted(envelope, caller) ? foreign.take(envelope, caller) : looked;
        }
        return foreign.take(envelope, caller);
    }

    /// A provider's call whose signature is genuine.
    ///
    /// @param delivery tells it from the provider's others
    public Taken takeFor(Route route, Envelope envelope, WebhookDelivery delivery) {
        try {
            return counted(foreign.takeFor(route, envelope, delivery));
        } catch (EvaluationUnavailableException e) {
            return counted(new Taken.NotNow(String.valueOf(e.getMessage())));
        }
    }

    private Taken counted(Taken taken) {
        String result =
                switch (taken) {
                    case Taken.Done done -> done.result().name();
                    case Taken.Refused refused -> refused.why().name();
                    case Taken.NotNow notNow -> "NOT_NOW";
                };
        meters.counter("taskgate.events", "result", result.toLowerCase(Locale.ROOT))
                .increment();
        return taken;
    }
}
