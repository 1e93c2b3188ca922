package io.taskgate.route;

import io.taskgate.payload.InvalidDefinitionException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request to a service about one unit of work.
///
/// @param url    at the service, with the placeholders `{correlationKey}`, `{callbackId}` and `{requestId}`
/// @param method the HTTP method
public record WorkRequestTemplate(Service service, String url, String method) {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Map<String, String> EXAMPLE =
            Map.of("correlationKey", "k", "callbackId", "cb_1", "requestId", "rq_1");

    public WorkRequestTemplate {
        PLACE.matcher(url).results().map(place -> place.group(1)).forEach(WorkRequestTemplate::check);
        try {
            URI.create(render(url, EXAMPLE));
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "\"" + url + "\" is not a valid URL. Percent-encode special characters, for example /a%20b.");
        }
    }

    private static void check(String place) {
        if (!EXAMPLE.containsKey(place)) {
            throw new InvalidDefinitionException(
                    "Unknown placeholder {" + place + "}. Use {correlationKey}, {callbackId} or {requestId}.");
        }
    }

    /// @return empty if the URL needs a correlation key and the work has none, or one that would lead to
    /// another resource
    ///         of the service: `.`, `..`, a control character
    public Optional<Target.Http> resolve(String callbackId, @Nullable String correlationKey, String requestId) {
        if (correlationKey == null) {
            return url.contains("{correlationKey}") ? Optional.empty() : resolve(callbackId, "", requestId);
        }
        Map<String, String> names =
                Map.of("correlationKey", correlationKey, "callbackId", callbackId, "requestId", requestId);
        URI filled = URI.create(render(url, names));
        boolean safe = names.values().stream().allMatch(RequestPathValidator::isPrintable)
                && !RequestPathValidator.hasDotSegment(filled.getRawPath());
        return safe ? Optional.of(new Target.Http(service, filled, method)) : Optional.empty();
    }

    private static String render(String url, Map<String, String> names) {
        return PLACE.matcher(url).replaceAll(place -> encoded(place, names));
    }

    /// A space is %20 in a path as in a query; a plus sign means a space only in a query.
    private static String encoded(MatchResult place, Map<String, String> names) {
        String value = names.getOrDefault(place.group(1), "");
        return Matcher.quoteReplacement(
                URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
    }
}
