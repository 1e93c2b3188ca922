package io.taskgate.route.config;

import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.Service;
import io.taskgate.route.StatusProbe;
import io.taskgate.route.WorkRequestTemplate;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the requests to a service about its work: `probe` and `cancel` of an operation.
final class WorkRequestTemplateReader {

    private final @Nullable Service service;
    private final ConfigurationProblems problems;

    /// @param service null if it has no URL
    WorkRequestTemplateReader(@Nullable Service service, ConfigurationProblems problems) {
        this.service = service;
        this.problems = problems;
    }

    /// @param heartbeat of the route; without one a lost service would go unnoticed
    @Nullable StatusProbe probe(@Nullable ConfigNode settings, @Nullable Duration heartbeat) {
        if (settings == null) {
            return null;
        }
        settings.allowOnly(
                Set.of(
                        "path",
                        "interval",
                        "max-interval",
                        "outcome",
                        "outcomes",
                        "error",
                        "cause",
                        "result",
                        "progress"),
                problems);
        WorkRequestTemplate status = call(settings, "GET");
        Duration every = ConfigValueParser.or(
                settings.parsed("interval", ConfigValueParser::duration, problems), StatusProbe.DEFAULT_INTERVAL);
        Duration atMost = ConfigValueParser.or(
                settings.parsed("max-interval", ConfigValueParser::duration, problems),
                every.multipliedBy(StatusProbe.DEFAULT_GROWTH));
        OutcomeMapping reading = new OutcomeMappingReader(settings, problems).read(null, "$");
        checkTimes(settings, every, atMost, heartbeat);
        return status == null || reading == null ? null : new StatusProbe(status, every, atMost, reading);
    }

    private void checkTimes(ConfigNode settings, Duration every, Duration atMost, @Nullable Duration heartbeat) {
        if (atMost.compareTo(every) < 0) {
            problems.add(settings.key("max-interval"), "Below " + settings.key("interval") + ". Raise or remove it.");
        }
        String route = settings.key().replaceAll("\\.probe$", ".heartbeat");
        if (heartbeat == null) {
            problems.add(
                    route,
                    "Required for a route with a probe, because a missed heartbeat reveals that the service is "
                            + "gone. Set at least twice " + settings.key("interval") + ".");
        } else if (heartbeat.compareTo(every.multipliedBy(2)) < 0) {
            problems.add(
                    settings.key("interval"),
                    "Too long for a heartbeat of " + heartbeat.toSeconds()
                            + "s. Use at most half of the heartbeat, so that one " + "failed poll causes no timeout.");
        }
    }

    @Nullable WorkRequestTemplate cancel(@Nullable ConfigNode settings) {
        if (settings == null) {
            return null;
        }
        settings.allowOnly(Set.of("path", "method"), problems);
        String method = ConfigValueParser.or(settings.text("method"), "POST");
        if (!Set.of("POST", "PUT", "PATCH", "DELETE").contains(method)) {
            problems.add(
                    settings.key("method"),
                    "The method \"" + method + "\" can't cancel work. Use POST, PUT, PATCH or DELETE.");
        }
        return call(settings, method);
    }

    private @Nullable WorkRequestTemplate call(ConfigNode settings, String method) {
        String path = settings.text("path");
        if (path == null || !path.startsWith("/")) {
            problems.add(
                    settings.key("path"),
                    path == null
                            ? "Required. Set the path at the service, for example /jobs/{correlationKey}."
                            : "\"" + path + "\" must start with /.");
            return null;
        }
        if (service == null) {
            problems.add(
                    settings.key("path"),
                    "Requires the URL of the service, for example "
                            + settings.key().replaceAll("\\.operations\\..*", ".url") + "=http://orders.internal:8080");
            return null;
        }
        return settings.parsed(
                "path", text -> new WorkRequestTemplate(service, service.url() + text, method), problems);
    }
}
