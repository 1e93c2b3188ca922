package io.taskgate.route;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.InvalidDefinitionException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request to a service about one unit of work.
///
/// @param url    at the service, with the placeholders `{correlationKey}`, `{callbackId}` and `{requestId}`
/// @param method the HTTP method
public record WorkRequestTemplate(Service service, PlaceholderTemplate url, String method) {

    private static final Set<String> PLACEHOLDERS = Set.of("correlationKey", "callbackId", "requestId");

    public WorkRequestTemplate {
        url.placeholders().forEach(WorkRequestTemplate::check);
        try {
            URI.create(url.sample());
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "\"" + url + "\" is not a valid URL. Percent-encode special characters, for example /a%20b.");
        }
    }

    /// @throws InvalidDefinitionException if the URL is not valid, or has an unknown placeholder
    public WorkRequestTemplate(Service service, String url, String method) {
        this(service, PlaceholderTemplate.compile(url), method);
    }

    private static void check(String placeholder) {
        if (!PLACEHOLDERS.contains(placeholder)) {
            throw new InvalidDefinitionException(
                    "Unknown placeholder {" + placeholder + "}. Use {correlationKey}, {callbackId} or {requestId}.");
        }
    }

    /// @return empty if the URL needs a correlation key and the work has none, or one that would lead to
    /// another resource of the service: `.`, `..`, a control character
    public Optional<Target.Http> resolve(String callbackId, @Nullable String correlationKey, String requestId) {
        ObjectNode values = JsonNodeFactory.instance
                .objectNode()
                .put("callbackId", callbackId)
                .put("requestId", requestId);
        if (correlationKey != null) {
            values.put("correlationKey", correlationKey);
        }
        boolean printable = Stream.of(callbackId, requestId, correlationKey == null ? "" : correlationKey)
                .allMatch(RequestPathValidator::isPrintable);
        try {
            URI resolved = URI.create(url.renderUrl(values));
            return printable && !RequestPathValidator.hasDotSegment(resolved.getRawPath())
                    ? Optional.of(new Target.Http(service, resolved, method))
                    : Optional.empty();
        } catch (PlaceholderTemplate.MissingValueException _) {
            return Optional.empty();
        }
    }
}
