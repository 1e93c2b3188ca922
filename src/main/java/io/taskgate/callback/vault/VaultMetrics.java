package io.taskgate.callback.vault;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Metrics of the vault: the uses of each key, and its age if that is configured. Thread-safe.
@Startup
@Singleton
final class VaultMetrics {

    VaultMetrics(VaultKeys keys, TokenVault vault, Clock clock, MeterRegistry meters) {
        for (String key : keys.keys().keySet()) {
            FunctionCounter.builder("taskgate.vault.seals", vault, counted -> counted.seals(key))
                    .description("Task tokens sealed")
                    .tag("key", key)
                    .register(meters);
            FunctionCounter.builder("taskgate.vault.opens", vault, counted -> counted.opens(key))
                    .description("Task tokens opened")
                    .tag("key", key)
                    .register(meters);
        }
        keys.created()
                .forEach((key, created) -> TimeGauge.builder(
                                "taskgate.vault.key.age",
                                clock,
                                TimeUnit.SECONDS,
                                now -> Duration.between(created, now.instant()).toSeconds())
                        .description("How long ago a vault key was made")
                        .tag("key", key)
                        .register(meters));
    }
}
