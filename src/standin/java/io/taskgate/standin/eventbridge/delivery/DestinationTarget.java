package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.eventbridge.Connections;
import io.taskgate.standin.eventbridge.Connections.Destination;
import io.taskgate.standin.integration.InvocationRateLimit;
import java.net.http.HttpResponse;
import java.util.Set;

/// Calls an API destination for an event. It must respond with 2xx within 5 seconds.
public final class DestinationTarget {

    /// The error statuses that EventBridge retries, in addition to every 5xx.
    private static final Set<Integer> PASSING = Set.of(401, 407, 409, 429);

    private final Connections connections;
    private final DestinationHttp http;
    private final ConnectionAuthenticator bearers;
    private final InvocationRateLimit pace;

    public DestinationTarget(Connections connections, Timers timers) {
        this.connections = connections;
        this.http = new DestinationHttp(timers);
        this.bearers = new ConnectionAuthenticator(http);
        this.pace = new InvocationRateLimit(timers);
    }

    void call(RuleTarget target, JsonNode event, String body) throws DeliveryFailure {
        Destination destination = connections
                .destinationAt(target.arn())
                .orElseThrow(() -> DeliveryFailure.lasting("NO_RESOURCE", target.arn() + " does not exist"));
        pace.take(destination);
        DestinationRequest request = DestinationRequest.of(destination, target.wire(), event, body)
                .with(bearers.proof(destination.connection()));
        HttpResponse<String> answer = http.send(request);
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        if (status == 401 || status == 407) {
            bearers.forget(destination.connection());
        }
        String message = "HTTP status code " + status + " from " + destination.name();
        if (status == 429) {
            throw DeliveryFailure.passing("THROTTLING", message);
        }
        throw status >= 500 || PASSING.contains(status)
                ? DeliveryFailure.passing("ERROR_FROM_TARGET", message)
                : DeliveryFailure.lasting("ERROR_FROM_TARGET", message);
    }
}
