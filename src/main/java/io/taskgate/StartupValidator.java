package io.taskgate;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduler;
import io.taskgate.audit.AuditLog;
import io.taskgate.aws.AwsStartupCheck;
import io.taskgate.call.transport.ServiceHttpClients;
import io.taskgate.config.ValidatedConfiguration;
import io.taskgate.event.source.EventSourceRegistry;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.reload.ConfigurationReloader;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Stops a start that could not end well, with a line for each thing that is wrong.
@Singleton
final class StartupValidator {

    private static final Logger LOG = Logger.getLogger("io.taskgate");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

    private final ValidatedConfiguration configuration;
    private final AccessRegistry access;
    private final ConfigurationReloader reload;
    private final AuditLog audit;
    private final AwsStartupCheck aws;
    private final RouteRegistry routes;
    private final EventSourceRegistry eventSources;
    private final SpoolFactory spools;
    private final ServiceHttpClients services;
    private final Scheduler scheduler;
    private final String host;

    StartupValidator(
            ValidatedConfiguration configuration,
            AccessRegistry access,
            ConfigurationReloader reload,
            AuditLog audit,
            AwsStartupCheck aws,
            RouteRegistry routes,
            EventSourceRegistry eventSources,
            SpoolFactory spools,
            ServiceHttpClients services,
            Scheduler scheduler,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.configuration = configuration;
        this.access = access;
        this.reload = reload;
        this.audit = audit;
        this.aws = aws;
        this.routes = routes;
        this.eventSources = eventSources;
        this.spools = spools;
        this.services = services;
        this.scheduler = scheduler;
        this.host = host;
    }

    void check(@Observes @Priority(1) StartupEvent start) {
        List<String> problems = new ArrayList<>(configuration.problems());
        problems.addAll(reload.start());
        problems.addAll(eventSources.problems());
        problems.addAll(audit.problems());
        problems.addAll(aws.wrongSettings());
        problems.addAll(services.problems());
        spools.problem()
                .ifPresent(problem -> problems.add("taskgate.spool.directory: " + problem
                        + ": name a folder that can be written, in Kubernetes an emptyDir"));
        if (access.isOpen() && !LOOPBACK.contains(host)) {
            problems.add("taskgate.access.open: lets everybody in, and quarkus.http.host is " + host
                    + ": set that to 127.0.0.1, or name keys under taskgate.access.keys");
        }
        if (problems.isEmpty()) {
            problems.addAll(aws.missing());
        }
        if (!problems.isEmpty()) {
            // One exception without a trace: the lines are all there is to know.
            throw new StartRefused(problems);
        }
        // Nothing is swept before all of this is known to be right (quarkus.scheduler.start-mode).
        scheduler.resume();
        LOG.infof("routes: %s", routes.all().stream().map(Route::name).toList());
    }

    /// The start is refused; its message is the list of problems.
    static final class StartRefused extends ConfigurationException {
        private static final long serialVersionUID = 1L;

        StartRefused(List<String> problems) {
            super("taskgate can't start:\n  " + String.join("\n  ", problems));
            setStackTrace(new StackTraceElement[0]);
        }
    }
}
