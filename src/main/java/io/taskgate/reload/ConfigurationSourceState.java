package io.taskgate.reload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What of a source is in use, with its gauges. For one thread at a time.
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
                .tag("source", source.kind().tag())
                .register(meters);
        Gauge.builder("taskgate.configuration.current", current, now -> now.get() ? 1 : 0)
                .description("Whether the newest version is in use")
                .tag("source", source.kind().tag())
                .register(meters);
    }

    ConfigurationSource source() {
        return source;
    }

    /// Whether the document with this digest is the one in use.
    boolean holds(String documentDigest) {
        return documentDigest.equals(digest);
    }

    /// What is in use, without secrets.
    Map<String, String> properties() {
        return properties;
    }

    void loaded(String documentDigest, Map<String, String> withoutSecrets, Instant now) {
        digest = documentDigest;
        properties = withoutSecrets;
        loadedAt.set(now);
        isCurrent();
    }

    /// The newest version is the one in use.
    void isCurrent() {
        current.set(true);
        problem = null;
    }

    /// The newest version can't be used.
    ///
    /// @return whether that was not known before
    boolean failed(String why) {
        boolean news = !why.equals(problem);
        current.set(false);
        problem = why;
        return news;
    }
}
