package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.CallJournal;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.Connections.Connection;
import io.taskgate.standin.stepfunctions.Arns;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// The EventBridge operations on connections, in AWS JSON. Responses never contain secrets.
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
                "UpdateConnection",
                this::updateConnection,
                "DeauthorizeConnection",
                this::deauthorize,
                "DeleteConnection",
                request -> summary(connections.removeConnection(RequestFields.required(request, "Name"))));
    }

    private JsonNode createConnection(JsonNode request) {
        String name = RequestFields.name(request, CHARACTERS);
        String type = RequestFields.required(request, "AuthorizationType");
        JsonNode parameters = request.path("AuthParameters");
        check(type, parameters);
        Connection connection = new Connection(
                name,
                arn(request, "ConnectionArn", "connection", name),
                type,
                parameters,
                RequestFields.text(request, "Description").orElse(""),
                timers.now(),
                timers.now());
        connections.add(connection);
        return summary(connection);
    }

    private static void check(String type, JsonNode parameters) {
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
            DestinationsApi.onLoopback(
                    "AuthorizationEndpoint", parameters.at(needed.getFirst()).asText());
        }
    }

    /// Changes what the request names. Parameters of another type are needed in full.
    private JsonNode updateConnection(JsonNode request) {
        Connection existing = connections.connection(RequestFields.required(request, "Name"));
        String type = RequestFields.text(request, "AuthorizationType").orElse(existing.type());
        ObjectNode parameters = StatesJson.object();
        if (type.equals(existing.type()) && existing.parameters() instanceof ObjectNode before) {
            parameters = before.deepCopy();
        }
        if (request.path("AuthParameters") instanceof ObjectNode changed) {
            merge(parameters, changed);
        }
        check(type, parameters);
        Connection updated = new Connection(
                existing.name(),
                existing.arn(),
                type,
                parameters,
                RequestFields.text(request, "Description").orElse(existing.description()),
                existing.created(),
                timers.now());
        connections.replace(updated);
        return summary(updated);
    }

    private static void merge(ObjectNode into, ObjectNode changes) {
        changes.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode inner && into.get(field.getKey()) instanceof ObjectNode there) {
                merge(there, inner);
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    /// Forgets the secrets: calls with the connection fail until it is updated.
    private JsonNode deauthorize(JsonNode request) {
        Connection existing = connections.connection(RequestFields.required(request, "Name"));
        Connection without = new Connection(
                existing.name(),
                existing.arn(),
                existing.type(),
                StatesJson.object(),
                existing.description(),
                existing.created(),
                timers.now());
        connections.replace(without);
        return summary(without);
    }

    /// Returns the ARN from the first time this call was made.
    static String arn(JsonNode request, String field, String kind, String name) {
        return RequestFields.text(request.path(CallJournal.AGAIN), field)
                .orElseGet(() -> Arns.events(kind, name + "/" + UUID.randomUUID()));
    }

    private static ObjectNode summary(Connection connection) {
        ObjectNode summary = StatesJson.object()
                .put("ConnectionArn", connection.arn())
                .put("Name", connection.name())
                .put("AuthorizationType", connection.type())
                .put("ConnectionState", connection.isAuthorized() ? "AUTHORIZED" : "DEAUTHORIZED");
        summary.set("CreationTime", RequestFields.seconds(connection.created()));
        summary.set("LastModifiedTime", RequestFields.seconds(connection.modified()));
        if (connection.isAuthorized()) {
            summary.set("LastAuthorizedTime", RequestFields.seconds(connection.modified()));
        }
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
}
