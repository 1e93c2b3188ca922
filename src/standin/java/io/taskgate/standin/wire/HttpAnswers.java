package io.taskgate.standin.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads requests and writes responses, for all operations.
public final class HttpAnswers {

    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private HttpAnswers() {}

    static @Nullable String text(JsonNode request, String field) {
        return request.hasNonNull(field) ? request.get(field).asText() : null;
    }

    public static Optional<String> given(JsonNode request, String field) {
        return Optional.ofNullable(text(request, field));
    }

    public static String required(JsonNode request, String field) {
        if (!request.path(field).isTextual()) {
            throw AwsError.validation("1 validation error detected: Value null at '" + field
                    + "' failed to satisfy constraint: Member must not be null");
        }
        return request.get(field).asText();
    }

    public static @Nullable String limited(JsonNode request, String field, int characters) {
        String text = text(request, field);
        if (text != null && text.length() > characters) {
            throw AwsError.validation("1 validation error detected: Value at '" + field
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + characters);
        }
        return text;
    }

    /// The page token is the position: nothing is ever removed, and lists that start with the newest entry
    /// continue by age.
    public static <T> JsonNode page(JsonNode request, String name, List<T> all, Function<T, ObjectNode> write) {
        String token = request.path("nextToken").asText("0");
        if (!token.matches("\\d{1,9}")) {
            throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
        }
        int asked = request.path("maxResults").asInt(0);
        if (asked < 0 || asked > LARGEST_PAGE) {
            throw AwsError.validation(
                    "1 validation error detected: Value '" + asked + "' at 'maxResults' failed to satisfy"
                            + " constraint: Member must have value "
                            + (asked < 0 ? "greater than or equal to 0" : "less than or equal to " + LARGEST_PAGE));
        }
        int size = asked == 0 ? DEFAULT_PAGE : asked;
        int from = Math.min(Integer.parseInt(token), all.size());
        int to = Math.min(from + size, all.size());
        ObjectNode answer = StatesJson.object();
        ArrayNode items = answer.putArray(name);
        all.subList(from, to).forEach(item -> items.add(write.apply(item)));
        return to < all.size() ? answer.put("nextToken", String.valueOf(to)) : answer;
    }

    /// Formats a time as seconds with a fraction, as in AWS JSON.
    public static JsonNode seconds(Instant at) {
        return StatesJson.object().numberNode(BigDecimal.valueOf(at.toEpochMilli(), 3));
    }
}
