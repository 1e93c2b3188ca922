package io.taskgate.standin.eventbridge;

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

/// Reads the fields of EventBridge requests, and creates validation errors with the messages of AWS.
public final class RequestFields {

    private static final int PAGE = 100;

    private RequestFields() {}

    public static Optional<String> text(JsonNode request, String field) {
        return Optional.of(request.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    /// @throws AwsError ValidationException
    public static String required(JsonNode request, String field) {
        return text(request, field)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> AwsError.validation("1 validation error detected: Value null at '"
                        + Character.toLowerCase(field.charAt(0)) + field.substring(1)
                        + "' failed to satisfy constraint: Member must not be null"));
    }

    /// Reads the name of a resource: 1 to `characters` of letters, digits, and `. - _`.
    static String name(JsonNode request, int characters) {
        String name = required(request, "Name");
        if (!name.matches("[.\\-_A-Za-z0-9]{1," + characters + "}")) {
            throw invalid("Name", "it must match [.\\-_A-Za-z0-9]{1," + characters + "}");
        }
        return name;
    }

    public static AwsError invalid(String field, String reason) {
        return AwsError.validation("Parameter " + field + " is not valid. Reason: " + reason + ".");
    }

    static AwsError missing(String what) {
        return new AwsError("ResourceNotFoundException", what + " does not exist.");
    }

    static AwsError exists(String what) {
        return new AwsError("ResourceAlreadyExistsException", what + " already exists.");
    }

    /// Returns one page, with NamePrefix, NextToken and Limit.
    static <T> ObjectNode page(
            JsonNode request, String answers, List<T> all, Function<T, String> name, Function<T, ObjectNode> wire) {
        String prefix = text(request, "NamePrefix").orElse("");
        List<T> found =
                all.stream().filter(item -> name.apply(item).startsWith(prefix)).toList();
        String token = text(request, "NextToken").orElse("0");
        if (!token.matches("\\d{1,9}")) {
            throw invalid("NextToken", "it is none that was given out");
        }
        int from = Math.min(Integer.parseInt(token), found.size());
        int to = Math.min(from + request.path("Limit").asInt(PAGE), found.size());
        ObjectNode answer = StatesJson.object();
        ArrayNode items = answer.putArray(answers);
        found.subList(from, to).forEach(item -> items.add(wire.apply(item)));
        return to < found.size() ? answer.put("NextToken", String.valueOf(to)) : answer;
    }

    /// Formats a time as seconds with a fraction, as in AWS JSON.
    static JsonNode seconds(Instant at) {
        return StatesJson.object().numberNode(BigDecimal.valueOf(at.toEpochMilli(), 3));
    }
}
