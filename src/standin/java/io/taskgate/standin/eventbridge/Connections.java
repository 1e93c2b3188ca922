package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The connections, which define the authentication of calls, and the API destinations, which define their
/// URL.
public final class Connections {

    /// @param parameters AuthParameters as received, including secrets; without any after DeauthorizeConnection
    public record Connection(
            String name,
            String arn,
            String type,
            JsonNode parameters,
            String description,
            Instant created,
            Instant modified) {

        public boolean isAuthorized() {
            return !parameters.isEmpty();
        }
    }

    /// @param rate InvocationRateLimitPerSecond; empty for no limit
    public record Destination(
            String name,
            String arn,
            Connection connection,
            String endpoint,
            String method,
            Optional<Integer> rate,
            String description,
            Instant created,
            Instant modified) {

        Destination with(Connection other) {
            return new Destination(name, arn, other, endpoint, method, rate, description, created, modified);
        }
    }

    private final Map<String, Connection> connections = new TreeMap<>();
    private final Map<String, Destination> destinations = new TreeMap<>();

    synchronized void add(Connection connection) {
        if (connections.putIfAbsent(connection.name(), connection) != null) {
            throw RequestFields.exists("Connection " + connection.name());
        }
    }

    synchronized void add(Destination destination) {
        if (destinations.putIfAbsent(destination.name(), destination) != null) {
            throw RequestFields.exists("ApiDestination " + destination.name());
        }
    }

    /// Replaces the connection of the same name, also in the destinations that use it.
    synchronized void replace(Connection connection) {
        connections.put(connection.name(), connection);
        destinations.replaceAll((_, destination) ->
                destination.connection().arn().equals(connection.arn()) ? destination.with(connection) : destination);
    }

    synchronized void replace(Destination destination) {
        destinations.put(destination.name(), destination);
    }

    synchronized Connection connection(String name) {
        return Optional.ofNullable(connections.get(name))
                .orElseThrow(() -> RequestFields.missing("Connection " + name));
    }

    synchronized Destination destination(String name) {
        return Optional.ofNullable(destinations.get(name))
                .orElseThrow(() -> RequestFields.missing("ApiDestination " + name));
    }

    /// Finds a destination by ARN, as used in targets.
    public synchronized Optional<Destination> destinationAt(String arn) {
        return destinations.values().stream()
                .filter(destination -> destination.arn().equals(arn))
                .findFirst();
    }

    public synchronized Optional<Connection> connectionAt(String arn) {
        return connections.values().stream()
                .filter(connection -> connection.arn().equals(arn))
                .findFirst();
    }

    synchronized List<Connection> connections() {
        return List.copyOf(connections.values());
    }

    synchronized List<Destination> destinations() {
        return List.copyOf(destinations.values());
    }

    synchronized Connection removeConnection(String name) {
        Connection gone = connection(name);
        connections.remove(name);
        return gone;
    }

    synchronized void removeDestination(String name) {
        destination(name);
        destinations.remove(name);
    }
}
