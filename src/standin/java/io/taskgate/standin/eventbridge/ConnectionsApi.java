package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.CallJournal;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.Connections.Connection;
import io.taskgate.standin.eventbridge.Connections.Destination;
import io.taskgate.standin.stepfunctions.Arns;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// The EventBridge operations on connections and API destinations, in AWS JSON. Responses never contain
/// secrets.
final class ConnectionsApi {

    private static final int CHARACTERS = 64;
    private static final Set<String> SECRETS = Set.of("Password", "ApiKeyValue", "ClientSecret");
    private static final Map<String, List<String>> NEEDED = Map.of(
            "BASIC", List.of("/BasicAuthParameters/Username", "/BasicAuthParameters/Password"),
            "API_KEY", List.of("/ApiKeyAuthParameters/ApiKeyName", "/ApiKeyAuthParameters/ApiKeyValue"),
            "OAUTH_CLIENT_CREDENTIALS",
                    List.of(
                            "/OAuthParameters/AuthorizationEndpoint",
                            "/OAuthParameters/ClientParameters/ClientID",
                            "/OAuthParameters/ClientParameters/ClientSecret"));

    private final Connections connections;
    private final Timers timers;

    ConnectionsApi(Connections connections, Timers timers) {
        this.connections = connections;
        this.timers = timers;
    }

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "CreateConnection",
                this::createConnection,
                "DescribeConnection",
                request -> described(connections.connection(RequestFields.required(request, "Name"))),
                "ListConnections",
                request -> RequestFields.page(
                        request, "Connections", connections.connections(), Connection::name, ConnectionsApi::summary),
                "DeleteConnection",
                request -> summary(connections.removeConnection(RequestFields.required(request, "Name"))),
                "CreateApiDestination",
                this::createDestination,
                "DescribeApiDestination",
                request -> described(connections.destination(RequestFields.required(request, "Name"))),
                "ListApiDestinations",
                request -> RequestFields.page(
                        request,
                        "ApiDestinations",
                        connections.destinations(),
                        Destination::name,
                        ConnectionsApi::described),
                "DeleteApiDestination",
                this::deleteDestination);
    }

    private JsonNode createConnection(JsonNode request) {
        String name = RequestFields.name(request, CHARACTERS);
        String type = RequestFields.required(request, "AuthorizationType");
        JsonNode parameters = request.path("AuthParameters");
        List<String> needed = NEEDED.get(type);
        if (needed == null) {
            throw RequestFields.invalid("AuthorizationType", "known are " + NEEDED.keySet());
        }
        needed.stream()
                .filter(field -> parameters.at(field).asText().isEmpty())
                .findFirst()
                .ifPresent(field -> {
                    throw RequestFields.invalid("AuthParameters" + field.replace('/', '.'), "it is missing");
                });
        if (type.startsWith("OAUTH")) {
            onLoopback("AuthorizationEndpoint", parameters.at(needed.getFirst()).asText());
        }
        Connection connection = new Connection(
                name,
                arn(request, "ConnectionArn", "connection", name),
                type,
                parameters,
                RequestFields.text(request, "Description").orElse(""),
                timers.now());
        connections.add(connection);
        return summary(connection);
    }

    /// Returns the ARN from the first time this call was made.
    private static String arn(JsonNode request, String field, String kind, String name) {
        return RequestFields.text(request.path(CallJournal.AGAIN), field)
                .orElseGet(() -> Arns.events(kind, name + "/" + UUID.randomUUID()));
    }

    private static ObjectNode summary(Connection connection) {
        ObjectNode summary = StatesJson.object()
                .put("ConnectionArn", connection.arn())
                .put("Name", connection.name())
                .put("AuthorizationType", connection.type())
                .put("ConnectionState", "AUTHORIZED");
        summary.set("CreationTime", RequestFields.seconds(connection.created()));
        summary.set("LastModifiedTime", RequestFields.seconds(connection.created()));
        return summary;
    }

    private static ObjectNode described(Connection connection) {
        ObjectNode wire = summary(connection).put("Description", connection.description());
        wire.set("AuthParameters", withoutSecrets(connection.parameters()));
        return wire;
    }

    private static JsonNode withoutSecrets(JsonNode parameters) {
        if (parameters instanceof ArrayNode values) {
            ArrayNode shown = StatesJson.MAPPER.createArrayNode();
            values.forEach(value -> shown.add(withoutSecrets(value)));
            return shown;
        }
        if (!parameters.isObject()) {
            return parameters;
        }
        ObjectNode shown = StatesJson.object();
        boolean secret = parameters.path("IsValueSecret").asBoolean();
        parameters.properties().forEach(field -> {
            if (!SECRETS.contains(field.getKey()) && !(secret && field.getKey().equals("Value"))) {
                shown.set(field.getKey(), withoutSecrets(field.getValue()));
            }
        });
        return shown;
    }

    private JsonNode createDestination(JsonNode request) {
        String name = RequestFields.name(request, CHARACTERS);
        String connection = RequestFields.required(request, "ConnectionArn");
        String endpoint = RequestFields.required(request, "InvocationEndpoint");
        onLoopback("InvocationEndpoint", endpoint.replace("*", "x"));
        String method = RequestFields.required(request, "HttpMethod");
        if (!Set.of("POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE").contains(method)) {
            throw RequestFields.invalid("HttpMethod", "known are POST, GET, HEAD, OPTIONS, PUT, PATCH and DELETE");
        }
        Destination destination = new Destination(
                name,
                arn(request, "ApiDestinationArn", "api-destination", name),
                connections
                        .connectionAt(connection)
                        .orElseThrow(() -> RequestFields.missing("Connection " + connection)),
                endpoint,
                method,
                Optional.of(request.path("InvocationRateLimitPerSecond"))
                        .filter(JsonNode::isInt)
                        .map(JsonNode::asInt),
                RequestFields.text(request, "Description").orElse(""),
                timers.now());
        connections.add(destination);
        return described(destination);
    }

    /// AWS requires https and a public name; the stand-in allows only loopback.
    private static void onLoopback(String field, String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && uri.getHost().matches("127\\.0\\.0\\.1|localhost|\\[::1]")) {
                return;
            }
        } catch (IllegalArgumentException _) {
            // rejected like any other URL
        }
        throw RequestFields.invalid(field, "the stand-in supports only http://127.0.0.1, localhost and [::1]");
    }

    private static ObjectNode described(Destination destination) {
        ObjectNode wire = StatesJson.object()
                .put("ApiDestinationArn", destination.arn())
                .put("Name", destination.name())
                .put("ApiDestinationState", "ACTIVE")
                .put("ConnectionArn", destination.connection().arn())
                .put("InvocationEndpoint", destination.endpoint())
                .put("HttpMethod", destination.method())
                .put("InvocationRateLimitPerSecond", destination.rate().orElse(ServiceLimits.DESTINATION_RATE));
        wire.set("CreationTime", RequestFields.seconds(destination.created()));
        wire.set("LastModifiedTime", RequestFields.seconds(destination.created()));
        return destination.description().isEmpty() ? wire : wire.put("Description", destination.description());
    }

    private JsonNode deleteDestination(JsonNode request) {
        connections.removeDestination(RequestFields.required(request, "Name"));
        return StatesJson.object();
    }
}
