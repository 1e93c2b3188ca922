package io.taskgate.config;

import io.quarkus.arc.All;
import io.taskgate.reload.EntryChanges;
import io.taskgate.reload.EntryLocations;
import io.taskgate.reload.ReloadableSection;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.config.RouteConstraint;
import io.taskgate.route.config.RouteReader;
import io.taskgate.settings.ConfigurationProblems;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The services of reloadable sources (`taskgate.routes.file`), which are added to those of the application's
/// configuration. A service is complete in one source, so that its removal there removes all of it. Not
/// thread-safe: one reload at a time.
@Singleton
public final class RoutesSection implements ReloadableSection {

    private static final String SERVICES = "taskgate.services.";
    private static final Pattern SERVICE = Pattern.compile("taskgate\\.services\\.(\"[^\"]+\"|[^.]+)\\..+");

    private final RouteReader reader;
    private final RouteRegistry routes;
    private final List<RouteConstraint> constraints;
    private final List<Route> base;
    private final Set<String> baseServices;

    /// The properties of the active services by name. Secrets are among them: they are used for each call, and a
    /// digest could not be.
    private Map<String, Map<String, String>> active = Map.of();

    RoutesSection(ValidatedConfiguration configuration, RouteRegistry routes, @All List<RouteConstraint> constraints) {
        this(configuration.routeReader(), configuration.services(), routes, constraints);
    }

    /// @param baseServices the names of the services of the application's configuration
    RoutesSection(
            RouteReader reader, Set<String> baseServices, RouteRegistry routes, List<RouteConstraint> constraints) {
        this.reader = reader;
        this.routes = routes;
        this.constraints = constraints;
        this.base = routes.all();
        this.baseServices = baseServices;
    }

    @Override
    public boolean reads(String property) {
        return reader.reads(property);
    }

    @Override
    public Version prepare(List<Loaded> loaded) {
        Map<String, Map<String, String>> services = new TreeMap<>();
        EntryLocations locations = new EntryLocations();
        baseServices.forEach(name -> locations.add(SERVICES + name, EntryLocations.APPLICATION));
        List<Route> next = new ArrayList<>(base);
        List<String> problems = new ArrayList<>();
        for (Loaded one : loaded) {
            Map<String, Map<String, String>> own = byService(one.properties());
            own.keySet()
                    .forEach(name ->
                            locations.add(SERVICES + name, one.location()).ifPresent(problems::add));
            services.putAll(own);
        }
        if (problems.isEmpty() && services.equals(active)) {
            return new Version.Valid(() -> {}, null);
        }
        for (Loaded one : loaded) {
            ConfigurationProblems found = new ConfigurationProblems();
            next.addAll(reader.read(one.properties(), found));
            found.lines().forEach(line -> problems.add(one.location() + ": " + line));
        }
        if (problems.isEmpty()) {
            constraints.forEach(constraint -> problems.addAll(constraint.problems(next)));
        }
        return problems.isEmpty()
                ? new Version.Valid(() -> swap(services, next), change(active, services))
                : new Version.Invalid(problems);
    }

    private void swap(Map<String, Map<String, String>> services, List<Route> next) {
        active = services;
        routes.replace(next);
    }

    private static Map<String, Map<String, String>> byService(Map<String, String> properties) {
        Map<String, Map<String, String>> services = new TreeMap<>();
        properties.forEach((key, value) -> {
            Matcher service = SERVICE.matcher(key);
            String name = service.matches() ? service.group(1).replace("\"", "") : key;
            services.computeIfAbsent(name, absent -> new TreeMap<>()).put(key, value);
        });
        return services;
    }

    private static @Nullable String change(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
        return EntryChanges.describe(named(before), named(after));
    }

    private static Map<String, Object> named(Map<String, Map<String, String>> services) {
        Map<String, Object> named = new TreeMap<>();
        services.forEach((name, settings) -> named.put("service " + name, settings));
        return named;
    }

    /// The secrets of services are needed as they are.
    @Override
    public Map<String, String> withoutSecrets(Map<String, String> properties) {
        return properties;
    }
}
