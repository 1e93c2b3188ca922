package io.taskgate;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduler;
import io.taskgate.audit.AuditLog;
import io.taskgate.aws.AwsStartupCheck;
import io.taskgate.call.transport.ServiceHttpClients;
import io.taskgate.config.ValidatedConfiguration;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.reload.ConfigurationReloader;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Validates the configuration and stops the start with one line for each error.
@Singleton
final class StartupValidator {

    private static final Logger LOG = Logger.getLogger("io.taskgate");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

    /// Before the scheduler (0), which fails on an interval that it can't parse and would hide all other problems.
    private static final int FIRST = -100;

    private final ValidatedConfiguration configuration;
    private final AccessRegistry access;
    private final ConfigurationReloader reload;
    private final AuditLog audit;
    private final AwsStartupCheck aws;
    private final RouteRegistry routes;
    private final SpoolFactory spools;
    private final ServiceHttpClients services;
    private final Provider<Scheduler> scheduler;
    private final String host;

    StartupValidator(
            ValidatedConfiguration configuration,
            AccessRegistry access,
            ConfigurationReloader reload,
            AuditLog audit,
            AwsStartupCheck aws,
            RouteRegistry routes,
            SpoolFactory spools,
            ServiceHttpClients services,
            Provider<Scheduler> scheduler,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.configuration = configuration;
        this.access = access;
        this.reload = reload;
        this.audit = audit;
        this.aws = aws;
        this.routes = routes;
        this.spools = spools;
        this.services = services;
        this.scheduler = scheduler;
        this.host = host;
    }

    void check(@Observes @Priority(FIRST) StartupEvent start) {
        // A rule between routes and other settings is checked by the settings and by the routes of a file.
        Set<String> problems = new LinkedHashSet<>(configuration.problems());
        problems.addAll(reload.start());
        problems.addAll(audit.problems());
        problems.addAll(aws.wrongSettings());
        problems.addAll(services.problems());
        spools.problem()
                .ifPresent(problem -> problems.add("taskgate.spool.directory: " + problem
                        + ". Set a writable folder, in Kubernetes an emptyDir."));
        if (access.isOpen() && !LOOPBACK.contains(host)) {
            problems.add("taskgate.access.open: Allows every caller, but quarkus.http.host is " + host
                    + ". Set quarkus.http.host to 127.0.0.1, or configure taskgate.access.keys.");
        }
        if (problems.isEmpty()) {
            problems.addAll(aws.missing());
        }
        if (!problems.isEmpty()) {
            // One exception without a stack trace: the lines contain all information.
            throw new StartRefused(problems);
        }
        LOG.infof(
                "Routes loaded: routes=%s",
                routes.all().stream().map(Route::name).toList());
    }

    /// No sweep runs before all checks have passed (`quarkus.scheduler.start-mode`).
    void resume(@Observes @Priority(1) StartupEvent start) {
        scheduler.get().resume();
    }

    /// Thrown if the start is refused. The message is the list of errors.
    static final class StartRefused extends ConfigurationException {
        private static final long serialVersionUID = 1L;

        StartRefused(Collection<String> problems) {
            super("taskgate can't start:\n  " + String.join("\n  ", problems));
            setStackTrace(new StackTraceElement[0]);
        }
    }
}
