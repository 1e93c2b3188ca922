package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.eventbridge.Connections;
import io.taskgate.standin.eventbridge.Connections.Connection;
import io.taskgate.standin.eventbridge.delivery.ConnectionAuthenticator;
import io.taskgate.standin.eventbridge.delivery.DeliveryFailure;
import io.taskgate.standin.eventbridge.delivery.DestinationRequest;
import io.taskgate.standin.interpreter.StateFailure;
import java.util.LinkedHashMap;
import java.util.Map;

/// Adds the authentication and parameters of an EventBridge connection to the call of an HTTP Task. They
/// override those of the state.
public final class HttpProofs {

    private final Connections connections;
    private final ConnectionAuthenticator bearers;

    public HttpProofs(Connections connections, ConnectionAuthenticator bearers) {
        this.connections = connections;
        this.bearers = bearers;
    }

    /// Returns the parameters of the call with the additions of its connection; unchanged if it names none.
    ///
    /// @throws StateFailure if the connection is unknown, or gets no token
    JsonNode proven(JsonNode parameters) {
        String arn = parameters.at("/Authentication/ConnectionArn").asText();
        if (arn.isEmpty()) {
            return parameters;
        }
        Connection connection = connections
                .connectionAt(arn)
                .orElseThrow(() -> new StateFailure(
                        "Events.ConnectionResource.NotFound", "Connection " + arn + " does not exist."));
        try {
            return with(connection, bearers.proof(connection), parameters.deepCopy());
        } catch (DeliveryFailure failed) {
            throw new StateFailure("States.Http.Socket", String.valueOf(failed.getMessage()));
        }
    }

    private static JsonNode with(Connection connection, Map<String, String> proof, ObjectNode parameters) {
        JsonNode more = connection.parameters().path("InvocationHttpParameters");
        add(parameters, "Headers", more.path("HeaderParameters"));
        add(parameters, "QueryParameters", more.path("QueryStringParameters"));
        if (parameters.path("RequestBody").isObject()) {
            add(parameters, "RequestBody", more.path("BodyParameters"));
        }
        ObjectNode headers = parameters.withObject("/Headers");
        proof.forEach(headers::put);
        return parameters;
    }

    private static void add(ObjectNode parameters, String to, JsonNode pairs) {
        Map<String, String> more = new LinkedHashMap<>();
        DestinationRequest.pairs(pairs, more);
        if (!more.isEmpty()) {
            more.forEach(parameters.withObject("/" + to)::put);
        }
    }
}
