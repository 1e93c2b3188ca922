package io.taskgate.route;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The active routes. They are replaced as a whole while the gateway runs: each look-up sees one version, and two
/// look-ups may see two. Thread-safe.
public final class RouteRegistry {

    private volatile Version version;

    private record Version(long revision, Map<String, Route> byName, List<Route> all) {}

    public RouteRegistry(Collection<Route> routes) {
        version = version(0, routes);
    }

    private static Version version(long revision, Collection<Route> routes) {
        Map<String, Route> byName = new TreeMap<>();
        routes.forEach(route -> byName.put(route.name(), route));
        return new Version(revision, Collections.unmodifiableMap(byName), List.copyOf(byName.values()));
    }

    /// Replaces all routes at once.
    public synchronized void replace(Collection<Route> routes) {
        version = version(version.revision() + 1, routes);
    }

    public Optional<Route> find(String service, String operation) {
        return Optional.ofNullable(version.byName().get(service + "." + operation));
    }

    /// Returns whether an answer for a route may use this channel. An unknown route has no webhook.
    public boolean allows(String service, String operation, AnswerChannel way) {
        return find(service, operation).map(route -> route.ways().allows(way)).orElse(true);
    }

    public boolean hasService(String service) {
        return version.all().stream().anyMatch(route -> route.service().equals(service));
    }

    /// Returns a number that is another one after the routes have been replaced.
    public long revision() {
        return version.revision();
    }

    /// Returns the routes in the order of their names.
    public List<Route> all() {
        return version.all();
    }
}
