package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.event.ruler.Machine;

/// Finds the routes that match an event, with the matcher of EventBridge: one automaton for all patterns, so
/// that the number of routes hardly affects the time. The automaton is built again when the routes are replaced.
/// Thread-safe.
@Singleton
public final class EventPatternMatcher {

    private final RouteRegistry registry;
    private volatile Automaton automaton;

    public EventPatternMatcher(RouteRegistry routes) {
        registry = routes;
        automaton = new Automaton(routes.revision(), routes.all());
    }

    /// The patterns of one version of the routes.
    private static final class Automaton {

        private final long revision;

        /// Patterns over the same fields share their states: twice as fast with 1,000 routes
        /// (`docs/benchmarks.md`).
        private final Machine machine =
                Machine.builder().withAdditionalNameStateReuse(true).build();

        private final Map<String, Route> byName = new HashMap<>();

        Automaton(long revision, List<Route> routes) {
            this.revision = revision;
            routes.stream().filter(route -> route.ways().webhook() == null).forEach(this::add);
        }

        private void add(Route route) {
            EventCorrelation match = route.ways().match();
            if (match == null || match.pattern() == null) {
                return;
            }
            put(machine, route.name(), match.pattern());
            byName.put(route.name(), route);
        }

        private List<Route> matching(JsonNode event) {
            List<String> names = machine.rulesForJSONEvent(event);
            return switch (names.size()) {
                case 0 -> List.of();
                case 1 -> List.of(route(names.getFirst()));
                default -> names.stream().distinct().sorted().map(this::route).toList();
            };
        }

        private Route route(String name) {
            return Objects.requireNonNull(byName.get(name));
        }
    }

    private static void put(Machine machine, String name, String pattern) {
        try {
            machine.addRule(name, pattern);
        } catch (IOException e) {
            throw new IllegalStateException("The pattern of " + name + " was valid when it was read.", e);
        }
    }

    /// @return the matching routes in order of their names
    public List<Route> matching(JsonNode event) {
        Automaton current = automaton;
        long revision = registry.revision();
        if (current.revision != revision) {
            // Two threads may build it at once; the last one stays, and is replaced if it is not the newest.
            current = new Automaton(revision, registry.all());
            automaton = current;
        }
        return current.matching(event);
    }

    /// Returns whether an event at the webhook of this route matches its pattern.
    static boolean fits(EventCorrelation match, JsonNode event) {
        if (match.pattern() == null) {
            return true;
        }
        Machine one = Machine.builder().build();
        put(one, "it", match.pattern());
        return !one.rulesForJSONEvent(event).isEmpty();
    }
}
