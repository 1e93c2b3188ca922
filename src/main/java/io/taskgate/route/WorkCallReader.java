package io.taskgate.route;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what is called at a service about its work: `probe` and `cancel` of an operation.
final class WorkCallReader {

    private final @Nullable Service service;
    private final ConfigurationProblems problems;

    /// @param service null where it has no URL
    WorkCallReader(@Nullable Service service, ConfigurationProblems problems) {
        this.service = service;
        this.problems = problems;
    }

    /// @param heartbeat of the route: without one nobody would notice a service that is gone
    @Nullable Probe probe(@Nullable Settings settings, @Nullable Duration heartbeat) {
        if (settings == null) {
            return null;
        }
        settings.allowOnly(
                Set.of("path", "every", "at-most", "outcome", "outcomes", "error", "cause", "result", "progress"),
                problems);
        WorkCall status = call(settings, "GET");
        Duration every = Values.or(settings.parsed("every", Values::duration, problems), Probe.DEFAULT_EVERY);
        Duration atMost = Values.or(
                settings.parsed("at-most", Values::duration, problems), every.multipliedBy(Probe.DEFAULT_GROWTH));
        Reading reading = new ReadingReader(settings, problems).read(null, "$");
        checkTimes(settings, every, atMost, heartbeat);
        return status == null || reading == null ? null : new Probe(status, every, atMost, reading);
    }

    private void checkTimes(Settings settings, Duration every, Duration atMost, @Nullable Duration heartbeat) {
        if (atMost.compareTo(every) < 0) {
            problems.add(settings.key("at-most"), "is below " + settings.key("every") + ": raise it, or leave it out");
        }
        String route = settings.key().replaceAll("\\.probe$", ".heartbeat");
        if (heartbeat == null) {
            problems.add(
                    route,
                    "is missing: a route with a probe needs one, because a service that is gone is noticed by its "
                            + "silence: set it to twice " + settings.key("every") + " or more");
        } else if (heartbeat.compareTo(every.multipliedBy(2)) < 0) {
            problems.add(
                    settings.key("every"),
                    "is too long for a heartbeat of " + heartbeat.toSeconds() + "s: half of it at most, so that one "
                            + "look that goes wrong is no time-out");
        }
    }

    @Nullable WorkCall cancel(@Nullable Settings settings) {
        if (settings == null) {
            return null;
        }
        settings.allowOnly(Set.of("path", "method"), problems);
        String method = Values.or(settings.text("method"), "POST");
        if (!Set.of("POST", "PUT", "PATCH", "DELETE").contains(method)) {
            problems.add(settings.key("method"), "\"" + method + "\" can't cancel: use POST, PUT, PATCH or DELETE");
        }
        return call(settings, method);
    }

    private @Nullable WorkCall call(Settings settings, String method) {
        String path = settings.text("path");
        if (path == null || !path.startsWith("/")) {
            problems.add(
                    settings.key("path"),
                    path == null
                            ? "is missing: write where at the service, as in /jobs/{correlationKey}"
                            : "\"" + path + "\" must start with /");
            return null;
        }
        if (service == null) {
            problems.add(
                    settings.key("path"),
                    "needs the service's url, as in " + settings.key().replaceAll("\\.operations\\..*", ".url")
                            + "=http://orders.internal:8080");
            return null;
        }
        return settings.parsed("path", text -> new WorkCall(service, service.url() + text, method), problems);
    }
}
