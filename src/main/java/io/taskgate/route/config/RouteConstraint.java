package io.taskgate.route.config;

import io.taskgate.route.Route;
import java.util.Collection;
import java.util.List;

/// A rule between the routes and other settings of the gateway. It is checked at start, and again before routes are
/// replaced.
@FunctionalInterface
public interface RouteConstraint {

    /// Returns one line for each problem, with the key and the correction.
    List<String> problems(Collection<Route> routes);
}
