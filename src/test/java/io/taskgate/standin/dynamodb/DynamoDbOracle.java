package io.taskgate.standin.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads requests with the responses of DynamoDB Local 3.3.1, in sequence. If AWS is known to respond
/// differently, a case has `expected` and `why`.
final class DynamoDbOracle {

    static final Path FOLDER = Path.of("src/test/resources/dynamodb");
    static final List<String> SUITES = List.of("tables", "items", "conditions", "updates", "queries", "batches");

    /// Response fields that always differ.
    private static final Set<String> VOLATILE = Set.of(
            "CreationDateTime",
            "TableId",
            "TableArn",
            "IndexArn",
            "LastUpdateToPayPerRequestDateTime",
            "LastIncreaseDateTime",
            "LastDecreaseDateTime",
            "NumberOfDecreasesToday");

    /// Returns a string of `x`.
    private static final Pattern LONG_TEXT = Pattern.compile("\\$\\{x:(\\d+)}");

    private static final int SHOWN = 500;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;

    DynamoDbOracle(URI endpoint) {
        this.endpoint = endpoint;
    }

    /// @param answer the response; null if the body is empty
    record Answer(int status, JsonNode answer) {

        /// Normalizes responses for comparison: errors by code, message and details, other responses without
        /// variable fields.
        JsonNode comparable(boolean unordered) {
            ObjectNode comparable = StatesJson.object().put("status", status);
            if (status == 200) {
                return comparable.set("answer", stable(answer, unordered));
            }
            comparable.put("code", answer.path("__type").asText().replaceFirst("^.*#", ""));
            comparable.put(
                    "message",
                    answer.path("message").asText(answer.path("Message").asText()));
            ObjectNode details = answer.deepCopy();
            details.remove(List.of("__type", "message", "Message"));
            return comparable.set("details", details);
        }
    }

    static List<JsonNode> cases(String suite) {
        try {
            List<JsonNode> cases = new ArrayList<>();
            StatesJson.parsed(Files.readString(FOLDER.resolve(suite + ".json"))).forEach(cases::add);
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer recorded(JsonNode given) {
        return new Answer(given.path("status").asInt(), given.path("answer"));
    }

    static Answer expected(JsonNode given) {
        return given.has("expected") ? recorded(given.get("expected")) : recorded(given);
    }

    Answer send(JsonNode given) {
        String body = given.has("raw")
                ? given.path("raw").asText()
                : expanded(given.path("request")).toString();
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header(
                        "X-Amz-Target",
                        "DynamoDB_20120810." + given.path("operation").asText())
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
                                + " SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    StatesJson.parse(response.body())
                            .map(DynamoDbOracle::shortened)
                            .orElse(StatesJson.object()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode expanded(JsonNode json) {
        Matcher matcher = LONG_TEXT.matcher(json.asText());
        if (json.isTextual() && matcher.matches()) {
            return StatesJson.object().textNode("x".repeat(Integer.parseInt(matcher.group(1))));
        }
        return mapped(json, DynamoDbOracle::expanded);
    }

    private static JsonNode shortened(JsonNode json) {
        if (json.isTextual()
                && json.textValue().length() > SHOWN
                && json.textValue().chars().allMatch(c -> c == 'x')) {
            return StatesJson.object().textNode("${x:" + json.textValue().length() + "}");
        }
        return mapped(json, DynamoDbOracle::shortened);
    }

    private static JsonNode mapped(JsonNode json, UnaryOperator<JsonNode> map) {
        if (json.isObject()) {
            ObjectNode object = StatesJson.object();
            json.properties().forEach(field -> object.set(field.getKey(), map.apply(field.getValue())));
            return object;
        }
        if (json.isArray()) {
            ArrayNode array = StatesJson.object().arrayNode();
            json.forEach(element -> array.add(map.apply(element)));
            return array;
        }
        return json;
    }

    private static JsonNode stable(JsonNode json, boolean unordered) {
        if (json.isObject()) {
            ObjectNode object = StatesJson.object();
            json.properties().stream()
                    .filter(field -> !VOLATILE.contains(field.getKey()))
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field -> object.set(
                            field.getKey(),
                            stable(field.getValue(), unordered || field.getKey().equals("ConsumedCapacity"))));
            return object;
        }
        if (json.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            json.forEach(element -> elements.add(stable(element, unordered)));
            if (unordered) {
                elements.sort(Comparator.comparing(JsonNode::toString));
            }
            return StatesJson.object().arrayNode().addAll(elements);
        }
        return json.isNumber() ? StatesJson.object().numberNode(json.doubleValue()) : json;
    }
}
