package io.taskgate.callback.sweep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.CallbackState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Metrics of the sweep: the number of due callbacks in the last pass and the lateness of the oldest one, by
/// queue. Thread-safe.
@Singleton
public final class SweepMetrics {

    /// The end of a pass.
    enum End {
        COMPLETED,
        /// The clock is not trusted: nothing was swept.
        CLOCK_SKEW,
        /// The ledger was unavailable.
        LEDGER_UNAVAILABLE
    }

    private final Map<Ledger.Queue, Found> queues = new EnumMap<>(Ledger.Queue.class);
    private final Map<End, Counter> rounds = new EnumMap<>(End.class);

    public SweepMetrics(MeterRegistry meters) {
        for (Ledger.Queue queue : Ledger.Queue.values()) {
            Found found = new Found();
            queues.put(queue, found);
            String name = wireName(queue);
            Gauge.builder("taskgate.sweep.lateness", found.shownLateness, millis -> millis.get() / 1_000.0)
                    .description("How late the oldest due record was that the last round found")
                    .baseUnit("seconds")
                    .tag("queue", name)
                    .register(meters);
            Gauge.builder("taskgate.sweep.due", found.shownCount, AtomicLong::doubleValue)
                    .description("Due records that the last round found")
                    .tag("queue", name)
                    .register(meters);
        }
        for (End end : End.values()) {
            rounds.put(
                    end,
                    Counter.builder("taskgate.sweep.runs")
                            .description("Rounds of the sweep")
                            .tag("result", wireName(end))
                            .register(meters));
        }
    }

    private static final class Found {
        private final AtomicLong latest = new AtomicLong();
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong shownLateness = new AtomicLong();
        private final AtomicLong shownCount = new AtomicLong();
    }

    /// Returns how late the oldest due record of all queues was that the last pass found; zero if none was.
    public Duration lateness() {
        return Duration.ofMillis(queues.values().stream()
                .mapToLong(found -> found.shownLateness.get())
                .max()
                .orElse(0));
    }

    void due(CallbackState state, Instant dueAt, Instant now) {
        Found found = found(Ledger.Queue.of(state));
        found.count.incrementAndGet();
        found.latest.accumulateAndGet(Duration.between(dueAt, now).toMillis(), Math::max);
    }

    /// Publishes the numbers since the last pass, unless the ledger was unavailable.
    void ended(End end) {
        Counter counter = rounds.get(end);
        if (counter != null) {
            counter.increment();
        }
        if (end == End.COMPLETED) {
            queues.values().forEach(found -> {
                found.shownLateness.set(found.latest.getAndSet(0));
                found.shownCount.set(found.count.getAndSet(0));
            });
        }
    }

    private Found found(Ledger.Queue queue) {
        Found found = queues.get(queue);
        if (found == null) {
            throw new IllegalStateException("Every queue has metrics.");
        }
        return found;
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
