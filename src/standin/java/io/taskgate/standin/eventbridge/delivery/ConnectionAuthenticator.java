package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.Connections.Connection;
import io.taskgate.standin.eventbridge.RequestFields;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Authenticates calls of a connection: with a key, a name and password, or a token from client credentials
/// that is cached until a destination rejects it.
public final class ConnectionAuthenticator {

    private final DestinationHttp http;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    public ConnectionAuthenticator(DestinationHttp http) {
        this.http = http;
    }

    /// Returns the headers to add to a call.
    public Map<String, String> proof(Connection connection) throws DeliveryFailure {
        JsonNode given = connection.parameters();
        if (!connection.isAuthorized()) {
            throw DeliveryFailure.lasting("NO_PERMISSIONS", "Connection " + connection.name() + " is not authorized.");
        }
        return switch (connection.type()) {
            case "BASIC" ->
                Map.of(
                        "Authorization",
                        basic(
                                given.at("/BasicAuthParameters/Username").asText(),
                                given.at("/BasicAuthParameters/Password").asText()));
            case "API_KEY" ->
                Map.of(
                        given.at("/ApiKeyAuthParameters/ApiKeyName").asText(),
                        given.at("/ApiKeyAuthParameters/ApiKeyValue").asText());
            default -> Map.of("Authorization", "Bearer " + token(connection));
        };
    }

    /// An updated connection gets a new token.
    private static String key(Connection connection) {
        return connection.arn() + "@" + connection.modified();
    }

    void forget(Connection connection) {
        tokens.remove(key(connection));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private String token(Connection connection) throws DeliveryFailure {
        String existing = tokens.get(key(connection));
        if (existing != null) {
            return existing;
        }
        HttpResponse<String> answer = http.send(request(connection.parameters().path("OAuthParameters")));
        Optional<String> token =
                StatesJson.parse(answer.body()).flatMap(body -> RequestFields.text(body, "access_token"));
        if (answer.statusCode() >= 300 || token.isEmpty()) {
            throw DeliveryFailure.passing(
                    "ERROR_FROM_TARGET",
                    "the authorization endpoint of " + connection.name() + " gave no access_token, HTTP status code "
                            + answer.statusCode());
        }
        tokens.put(key(connection), token.get());
        return token.get();
    }

    private static DestinationRequest request(JsonNode oauth) {
        JsonNode client = oauth.path("ClientParameters");
        JsonNode more = oauth.path("OAuthHttpParameters");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        DestinationRequest.pairs(more.path("HeaderParameters"), headers);
        Map<String, String> query = new LinkedHashMap<>();
        DestinationRequest.pairs(more.path("QueryStringParameters"), query);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", client.path("ClientID").asText());
        form.put("client_secret", client.path("ClientSecret").asText());
        DestinationRequest.pairs(more.path("BodyParameters"), form);
        return new DestinationRequest(
                oauth.path("HttpMethod").asText("POST"),
                URI.create(DestinationRequest.withQuery(
                        oauth.path("AuthorizationEndpoint").asText(), query)),
                headers,
                DestinationRequest.withQuery("", form).substring(1));
    }
}
