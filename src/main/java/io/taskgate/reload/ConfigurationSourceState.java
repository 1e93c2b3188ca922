package io.taskgate.reload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The active content of a source, and its gauges. Not thread-safe.
final class ConfigurationSourceState {

    private final ConfigurationSource source;
    private final AtomicReference<Instant> loadedAt = new AtomicReference<>(Instant.EPOCH);
    private final AtomicBoolean current = new AtomicBoolean();
    private @Nullable String digest;
    private Map<String, String> properties = Map.of();
    private @Nullable String problem;

    ConfigurationSourceState(ConfigurationSource source, MeterRegistry meters) {
        this.source = source;
        Gauge.builder(
                        "taskgate.configuration.loaded.timestamp",
                        loadedAt,
                        at -> at.get().getEpochSecond())
                .description("When the version in use was loaded")
                .baseUnit("seconds")
                .tag("source", source.tag())
                .register(meters);
        Gauge.builder("taskgate.configuration.current", current, now -> now.get() ? 1 : 0)
                .description("Whether the newest version is in use")
                .tag("source", source.tag())
                .register(meters);
    }

    ConfigurationSource source() {
        return source;
    }

    /// Returns whether the document with this digest is active.
    boolean holds(String documentDigest) {
        return documentDigest.equals(digest);
    }

    /// Returns the active properties, without secrets.
    Map<String, String> properties() {
        return properties;
    }

    void loaded(String documentDigest, Map<String, String> withoutSecrets, Instant now) {
        digest = documentDigest;
        properties = withoutSecrets;
        loadedAt.set(now);
        isCurrent();
    }

    /// Records that the newest version is active.
    void isCurrent() {
        current.set(true);
        problem = null;
    }

    /// Records that the newest version can't be used.
    ///
    /// @return whether the error is new
    boolean failed(String why) {
        boolean news = !why.equals(problem);
        current.set(false);
        problem = why;
        return news;
    }
}
