package io.taskgate.route;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The configured routes. Immutable.
public final class RouteRegistry {

    private final Map<String, Route> byName = new TreeMap<>();

    public RouteRegistry(Collection<Route> routes) {
        routes.forEach(route -> byName.put(route.name(), route));
    }

    public Optional<Route> find(String service, String operation) {
        return Optional.ofNullable(byName.get(service + "." + operation));
    }

    /// Returns whether an answer for a route may use this channel. An unknown route has no webhook.
    public boolean allows(String service, String operation, AnswerChannel way) {
        return find(service, operation).map(route -> route.ways().allows(way)).orElse(true);
    }

    public boolean hasService(String service) {
        return byName.values().stream().anyMatch(route -> route.service().equals(service));
    }

    public List<Route> all() {
        return List.copyOf(byName.values());
    }
}
