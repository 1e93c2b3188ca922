package io.taskgate.call.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.json.Json;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.route.RequestPathValidator;
import io.taskgate.route.Target;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request to a service, without its credentials.
///
/// @param headers    by name
/// @param body       empty for methods without a body
/// @param repeatable whether the request is safe to repeat
/// @param isStatus   whether it requests the status of a job
@SuppressWarnings("ArrayRecordComponent")
public record ServiceRequest(
        String method, URI url, Map<String, String> headers, byte[] body, boolean repeatable, boolean isStatus) {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /// @param request        the shaped request: one JSON value
    /// @param idempotencyKey of the caller; overrides the configured one
    /// @throws PlaceholderTemplate.MissingValueException if the request lacks a value for the path or a header
    public static ServiceRequest of(CallDefinition plan, byte[] request, @Nullable String idempotencyKey) {
        JsonNode values = needsValues(plan) ? Json.parseTrusted(request) : JsonNodeFactory.instance.objectNode();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "taskgate");
        plan.headers().forEach((name, value) -> headers.put(name, header(name, value.render(values))));
        if (idempotencyKey != null) {
            headers.put(IDEMPOTENCY_KEY, idempotencyKey);
        }
        if (plan.hasBody()) {
            headers.put("Content-Type", "application/json");
        }
        return new ServiceRequest(
                plan.method(),
                url(plan, plan.path(), values),
                headers,
                plan.hasBody() ? request : new byte[0],
                plan.isIdempotent() || headers.containsKey(IDEMPOTENCY_KEY),
                false);
    }

    /// Returns a request for the status of a job or other work.
    public static ServiceRequest status(URI url) {
        return new ServiceRequest(
                "GET", url, Map.of("Accept", "application/json", "User-Agent", "taskgate"), new byte[0], true, true);
    }

    /// Returns a request about a unit of work.
    ///
    /// @param key the same for every attempt
    public static ServiceRequest work(Target.Http target, String key, byte[] body) {
        Map<String, String> headers =
                Map.of("User-Agent", "taskgate", "Content-Type", "application/json", IDEMPOTENCY_KEY, key);
        return new ServiceRequest(target.method(), target.url(), headers, body, true, false);
    }

    boolean hasBody() {
        return headers.containsKey("Content-Type");
    }

    private static boolean needsValues(CallDefinition plan) {
        return !plan.path().isFixed() || plan.headers().values().stream().anyMatch(value -> !value.isFixed());
    }

    /// @throws PlaceholderTemplate.MissingValueException if a value is missing, or would change the destination
    public static URI url(CallDefinition plan, PlaceholderTemplate path, JsonNode values) {
        String filled = path.renderUrl(values);
        if (RequestPathValidator.hasDotSegment(filled)) {
            throw new PlaceholderTemplate.MissingValueException(path.toString(), "must not be . or .. in a path.");
        }
        return URI.create(plan.service().url() + filled);
    }

    private static String header(String name, String value) {
        if (!value.matches("[\\x20-\\x7e]{0,8192}")) {
            throw new PlaceholderTemplate.MissingValueException(
                    "headers." + name, "must be at most 8192 characters of printable ASCII.");
        }
        return value;
    }
}
