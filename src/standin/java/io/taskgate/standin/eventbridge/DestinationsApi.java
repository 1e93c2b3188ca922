package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.Connections.Connection;
import io.taskgate.standin.eventbridge.Connections.Destination;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The EventBridge operations on API destinations, in AWS JSON.
final class DestinationsApi {

    private static final int CHARACTERS = 64;
    private static final Set<String> METHODS = Set.of("POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE");

    private final Connections connections;
    private final Timers timers;

    DestinationsApi(Connections connections, Timers timers) {
        this.connections = connections;
        this.timers = timers;
    }

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "CreateApiDestination",
                this::create,
                "UpdateApiDestination",
                this::update,
                "DescribeApiDestination",
                request -> described(connections.destination(RequestFields.required(request, "Name"))),
                "ListApiDestinations",
                request -> RequestFields.page(
                        request,
                        "ApiDestinations",
                        connections.destinations(),
                        Destination::name,
                        DestinationsApi::described),
                "DeleteApiDestination",
                this::delete);
    }

    private JsonNode create(JsonNode request) {
        String name = RequestFields.name(request, CHARACTERS);
        Destination destination = new Destination(
                name,
                ConnectionsApi.arn(request, "ApiDestinationArn", "api-destination", name),
                connection(RequestFields.required(request, "ConnectionArn")),
                endpoint(RequestFields.required(request, "InvocationEndpoint")),
                method(RequestFields.required(request, "HttpMethod")),
                rate(request),
                RequestFields.text(request, "Description").orElse(""),
                timers.now(),
                timers.now());
        connections.add(destination);
        return described(destination);
    }

    /// Changes what the request names.
    private JsonNode update(JsonNode request) {
        Destination existing = connections.destination(RequestFields.required(request, "Name"));
        Destination updated = new Destination(
                existing.name(),
                existing.arn(),
                RequestFields.text(request, "ConnectionArn")
                        .map(this::connection)
                        .orElse(existing.connection()),
                RequestFields.text(request, "InvocationEndpoint")
                        .map(DestinationsApi::endpoint)
                        .orElse(existing.endpoint()),
                RequestFields.text(request, "HttpMethod")
                        .map(DestinationsApi::method)
                        .orElse(existing.method()),
                rate(request).or(existing::rate),
                RequestFields.text(request, "Description").orElse(existing.description()),
                existing.created(),
                timers.now());
        connections.replace(updated);
        return described(updated);
    }

    private Connection connection(String arn) {
        return connections.connectionAt(arn).orElseThrow(() -> RequestFields.missing("Connection " + arn));
    }

    private static String endpoint(String given) {
        onLoopback("InvocationEndpoint", given.replace("*", "x"));
        return given;
    }

    private static String method(String given) {
        if (!METHODS.contains(given)) {
            throw RequestFields.invalid("HttpMethod", "known are POST, GET, HEAD, OPTIONS, PUT, PATCH and DELETE");
        }
        return given;
    }

    private static Optional<Integer> rate(JsonNode request) {
        return Optional.of(request.path("InvocationRateLimitPerSecond"))
                .filter(JsonNode::isInt)
                .map(JsonNode::asInt);
    }

    /// AWS requires https and a public name; the stand-in allows only loopback.
    static void onLoopback(String field, String url) {
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
                .put("ApiDestinationState", destination.connection().isAuthorized() ? "ACTIVE" : "INACTIVE")
                .put("ConnectionArn", destination.connection().arn())
                .put("InvocationEndpoint", destination.endpoint())
                .put("HttpMethod", destination.method())
                .put("InvocationRateLimitPerSecond", destination.rate().orElse(ServiceLimits.DESTINATION_RATE));
        wire.set("CreationTime", RequestFields.seconds(destination.created()));
        wire.set("LastModifiedTime", RequestFields.seconds(destination.modified()));
        return destination.description().isEmpty() ? wire : wire.put("Description", destination.description());
    }

    private JsonNode delete(JsonNode request) {
        connections.removeDestination(RequestFields.required(request, "Name"));
        return StatesJson.object();
    }
}
