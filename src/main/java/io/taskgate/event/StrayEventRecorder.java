package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.event.unmatched.StrayEventStore.Stray;
import io.taskgate.event.unmatched.TaskTokenRedactor;
import io.taskgate.route.Route;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Records events that match no route, or several, for inspection. Counts all of them, and records a few a
/// second in each process. Thread-safe.
@Singleton
final class StrayEventRecorder {

    private static final Logger LOG = Logger.getLogger(StrayEventRecorder.class);

    /// A record is read as a whole: of a larger event only the size is recorded.
    private static final int MAX_BYTES = 8 * 1024;

    private static final int MAX_PER_SECOND = 10;

    private final StrayEventStore log;
    private final Clock clock;
    private long second;
    private int kept;

    StrayEventRecorder(StrayEventStore log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// @param fitting none, or two or more
    /// @throws io.taskgate.callback.ledger.Ledger.LedgerUnavailableException if the event can't be recorded
    /// now
    EventResult stray(InboundEvent envelope, List<Route> fitting) {
        List<String> routes = fitting.stream().map(Route::name).toList();
        EventResult.Result result = routes.isEmpty() ? EventResult.Result.UNMATCHED : EventResult.Result.AMBIGUOUS;
        if (mayKeep()) {
            log.save(new Stray(
                    InboundEvent.brief(TaskTokenRedactor.of(envelope.id())),
                    clock.instant(),
                    InboundEvent.brief(TaskTokenRedactor.of(envelope.source())),
                    InboundEvent.brief(TaskTokenRedactor.of(envelope.detailType())),
                    routes,
                    envelope.bytes(),
                    event(envelope)));
            LOG.warnf(
                    "Stray event, see GET /v1/stray-events: source=%s routes=%s",
                    quoted(TaskTokenRedactor.of(envelope.source())), routes);
        }
        return new EventResult.Handled(result, null);
    }

    private static @Nullable JsonNode event(InboundEvent envelope) {
        return envelope.bytes() > MAX_BYTES
                ? null
                : TaskTokenRedactor.of(envelope.event().deepCopy());
    }

    /// Escapes external text, so that it can't break log lines.
    private static String quoted(String text) {
        return "\"" + InboundEvent.brief(text).replaceAll("[^\\x20-\\x7E]", "?") + "\"";
    }

    private synchronized boolean mayKeep() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            kept = 0;
        }
        return ++kept <= MAX_PER_SECOND;
    }
}
