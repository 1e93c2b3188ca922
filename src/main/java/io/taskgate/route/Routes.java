package io.taskgate.route;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The routes of this gateway. Immutable.
public final class Routes {

    private final Map<String, Route> byName = new TreeMap<>();

    public Routes(Collection<Route> routes) {
        routes.forEach(route -> byName.put(route.name(), route));
    }

    public Optional<Route> find(String service, String operation) {
        return Optional.ofNullable(byName.get(service + "." + operation));
    }

    public boolean hasService(String service) {
        return byName.values().stream().anyMatch(route -> route.service().equals(service));
    }

    public List<Route> all() {
        return List.copyOf(byName.values());
    }
}
