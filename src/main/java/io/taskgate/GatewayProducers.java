package io.taskgate;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.taskgate.audit.AuditLog;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.callback.identity.CallbackIdKey;
import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.callback.model.Tenant;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.vault.VaultKeys;
import io.taskgate.config.LoadedConfiguration;
import io.taskgate.config.ValidatedConfiguration;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.http.access.AccessConfig;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.reload.ConfigurationReloader;
import io.taskgate.reload.ConfigurationSource;
import io.taskgate.reload.FileConfigurationSource;
import io.taskgate.reload.ReloadableSection;
import io.taskgate.reload.SecretConfigurationSource;
import io.taskgate.reload.SecretReader;
import io.taskgate.route.RouteRegistry;
import io.taskgate.runtime.ClockHealth;
import io.taskgate.runtime.CorrectedClock;
import io.taskgate.runtime.FailPoint;
import io.taskgate.runtime.Sleeper;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import jakarta.validation.ClockProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Produces the domain objects as beans.
@Singleton
final class GatewayProducers {

    private final ValidatedConfiguration configuration;

    GatewayProducers(ValidatedConfiguration configuration) {
        this.configuration = configuration;
    }

    @Produces
    @Singleton
    @Typed({CorrectedClock.class, ClockHealth.class})
    static CorrectedClock correctedClock(Sleeper sleeper) {
        return new CorrectedClock(Clock.systemUTC(), sleeper::nanoTime);
    }

    /// In whole microseconds, the resolution of the ledger: a time is the same before and after it was
    /// stored.
    @Produces
    @Singleton
    static Clock clock(CorrectedClock corrected) {
        return Clock.tick(corrected, Duration.ofNanos(1_000));
    }

    /// The validator uses the clock of the domain.
    @Produces
    @Singleton
    static ClockProvider clockProvider(Clock clock) {
        return () -> clock;
    }

    @Produces
    @Singleton
    static Sleeper pauses() {
        return Sleeper.REAL;
    }

    /// The keys of the dev and test profiles are published in the repository; in production keys must be
    /// secret.
    @Produces
    @Dependent
    static KeyStrengthValidator keyStrength() {
        boolean anyKey = LaunchMode.current().isDevOrTest() || ConfigUtils.isProfileActive("test");
        return anyKey ? KeyStrengthValidator.unchecked() : KeyStrengthValidator.required();
    }

    @Produces
    @Singleton
    static ConfigurationReloader configurationReload(
            AccessConfig access,
            LoadedConfiguration configuration,
            SecretReader secrets,
            @All List<ReloadableSection> sections,
            AuditLog audit,
            Clock clock,
            MeterRegistry meters) {
        List<ConfigurationSource> sources = new ArrayList<>();
        access.file()
                .ifPresent(file ->
                        sources.add(new FileConfigurationSource("taskgate.access.file", Path.of(file), "file")));
        configuration
                .settings()
                .routes()
                .file()
                .ifPresent(file ->
                        sources.add(new FileConfigurationSource("taskgate.routes.file", Path.of(file), "routes_file")));
        access.secret()
                .ifPresent(id -> sources.add(new SecretConfigurationSource("taskgate.access.secret", id, secrets)));
        return new ConfigurationReloader(sources, sections, audit, clock, meters);
    }

    @Produces
    @Singleton
    RouteRegistry routes() {
        return configuration.routes();
    }

    @Produces
    @Singleton
    LinkSigningKeys linkKeys() {
        return configuration.linkKeys();
    }

    @Produces
    @Singleton
    VaultKeys vaultKeys() {
        return configuration.vaultKeys();
    }

    @Produces
    @Singleton
    CallbackIdKey callbackIdKey() {
        return configuration.idKey();
    }

    @Produces
    @Singleton
    FailPoint failPoint() {
        return configuration.failPoint();
    }

    @Produces
    @Singleton
    Tenant tenant() {
        return configuration.tenant();
    }

    @Produces
    @Singleton
    SendTaskRateLimiter.Limits quotaLimits() {
        return configuration.quotaLimits();
    }

    @Produces
    @Singleton
    BatchPolicy batchPolicy() {
        return configuration.batchPolicy();
    }

    @Produces
    @Singleton
    SpoolFactory spools() {
        return configuration.spools();
    }
}
