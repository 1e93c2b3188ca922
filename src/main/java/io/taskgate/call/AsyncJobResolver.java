package io.taskgate.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.AttemptFailure;
import io.taskgate.call.transport.ServiceRequest;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.callback.model.Registration;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.route.RequestPathValidator;
import io.taskgate.route.Service;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// Determines the job of a 202 response: from the ID in the body, as configured for the route, or from the
/// last segment of `Location`.
final class AsyncJobResolver {

    private static final int ACCEPTED = 202;

    /// A correlation key that is also safe in a log line.
    private static final Pattern ID = Pattern.compile("[^\\p{Cntrl}]{1," + Registration.MAX_KEY + "}");

    private AsyncJobResolver() {}

    /// @param asked the request URL, the base of a relative `Location`
    /// @throws AttemptFailedException if the response names no job, or a URL outside the service
    static AsyncJob of(CallDefinition plan, URI asked, ServiceResponse.Accepted reply) throws AttemptFailedException {
        Optional<URI> location = location(plan, asked, reply);
        String id = plan.accepted()
                .flatMap(accepted -> text(accepted.job(), reply.body()))
                .or(() -> location.map(AsyncJobResolver::lastSegment))
                .filter(ID.asMatchPredicate())
                .orElseThrow(() -> unusable("it names no job ID of 1 to " + Registration.MAX_KEY + " characters"));
        Optional<PlaceholderTemplate> template = plan.accepted().flatMap(CallDefinition.Accepted::status);
        return new AsyncJob(id, template.isPresent() ? render(plan, template.get(), id) : location.orElse(null));
    }

    private static URI render(CallDefinition plan, PlaceholderTemplate template, String id)
            throws AttemptFailedException {
        try {
            return ServiceRequest.url(
                    plan, template, JsonNodeFactory.instance.objectNode().put("job", id));
        } catch (PlaceholderTemplate.MissingValueException _) {
            throw unusable("its job ID is not valid in a path");
        }
    }

    private static Optional<URI> location(CallDefinition plan, URI asked, ServiceResponse.Accepted reply)
            throws AttemptFailedException {
        if (reply.location() == null) {
            return Optional.empty();
        }
        try {
            URI location = asked.resolve(reply.location());
            if (isAt(plan.service().url(), location) && isOwn(plan.service(), location)) {
                return Optional.of(location);
            }
        } catch (IllegalArgumentException _) {
            // reported below
        }
        // A request to this URL would carry the credentials of the service.
        throw unusable("its Location is outside the paths of the service (location-paths)");
    }

    private static boolean isAt(URI service, URI location) {
        return service.getScheme().equalsIgnoreCase(Objects.requireNonNullElse(location.getScheme(), ""))
                && service.getHost().equalsIgnoreCase(location.getHost())
                && port(service) == port(location)
                && location.getUserInfo() == null;
    }

    private static boolean isOwn(Service service, URI location) {
        String path = location.getRawPath();
        return !RequestPathValidator.hasAmbiguousSegment(path) && service.ownsLocation(path);
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    private static String lastSegment(URI location) {
        String path = location.getPath().replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Optional<String> text(AslPath path, byte[] body) {
        try {
            JsonNode value = path.read(new EvaluationScope(Json.parse(body), EvaluationScope.NO_CONTEXT, Map.of()));
            return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
        } catch (IOException | EvaluationException _) {
            return Optional.empty();
        }
    }

    private static AttemptFailedException unusable(String reason) {
        return new AttemptFailedException(new AttemptFailure.UnusableResponse(ACCEPTED, reason));
    }
}
