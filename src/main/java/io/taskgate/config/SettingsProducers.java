package io.taskgate.config;

import io.taskgate.audit.AuditConfig;
import io.taskgate.aws.client.AwsConfig;
import io.taskgate.call.egress.EgressConfig;
import io.taskgate.event.source.EventConfig;
import io.taskgate.http.access.AccessConfig;
import io.taskgate.http.limit.LimitsConfig;
import io.taskgate.http.page.ConsoleConfig;
import io.taskgate.http.server.HttpConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Produces the groups of settings as beans for the packages that own them.
@Singleton
final class SettingsProducers {

    private final TaskgateConfig settings;

    SettingsProducers(LoadedConfiguration configuration) {
        settings = configuration.settings();
    }

    @Produces
    @Singleton
    HttpConfig http() {
        return settings.http();
    }

    @Produces
    @Singleton
    ConsoleConfig console() {
        return settings.console();
    }

    @Produces
    @Singleton
    LimitsConfig limits() {
        return settings.limits();
    }

    @Produces
    @Singleton
    AccessConfig access() {
        return settings.access();
    }

    @Produces
    @Singleton
    AuditConfig audit() {
        return settings.audit();
    }

    @Produces
    @Singleton
    EventConfig events() {
        return settings.events();
    }

    @Produces
    @Singleton
    EgressConfig egress() {
        return settings.egress();
    }

    @Produces
    @Singleton
    AwsConfig aws() {
        return settings.aws();
    }

    @Produces
    @Singleton
    ShutdownConfig shutdown() {
        return settings.shutdown();
    }
}
