package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Supplier;

/// Sends the HTTP calls of state machines to the gateway on this machine, independent of the host in the ASL.
public final class OutgoingHttp {

    public static final String KEY_HEADER = "X-Api-Key";
    public static final String KEY = "dev-workflow";
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /// The JDK client sets these itself and rejects other values.
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Supplier<URI> gateway;

    OutgoingHttp(Supplier<URI> gateway) {
        this.gateway = gateway;
    }

    /// @return `Headers`, `ResponseBody`, `StatusCode` and `StatusText`, for every status
    ObjectNode send(JsonNode parameters, String path, Duration limit) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target(parameters, path))
                .timeout(limit.compareTo(LONGEST) < 0 ? limit : LONGEST);
        headers(parameters.path("Headers"), request);
        JsonNode body = parameters.path("RequestBody");
        request.method(
                parameters.path("Method").asText("GET"),
                body.isMissingNode()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body.isTextual() ? body.asText() : body.toString()));
        try {
            return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (InterruptedException _) {
            throw new Execution.Ended();
        }
    }

    private URI target(JsonNode parameters, String path) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.path("QueryParameters").properties().forEach(parameter -> {
            for (JsonNode value : list(parameter.getValue())) {
                query.add(encoded(parameter.getKey()) + "=" + encoded(value.asText()));
            }
        });
        return gateway.get().resolve((path.startsWith("/") ? path : "/" + path) + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void headers(JsonNode headers, HttpRequest.Builder request) {
        boolean keyGiven = false;
        boolean typeGiven = false;
        for (var header : headers.properties()) {
            String name = header.getKey();
            keyGiven |= name.equalsIgnoreCase(KEY_HEADER) || name.equalsIgnoreCase("Authorization");
            typeGiven |= name.equalsIgnoreCase("Content-Type");
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                list(header.getValue()).forEach(value -> request.header(name, value.asText()));
            }
        }
        if (!keyGiven) {
            request.header(KEY_HEADER, KEY);
        }
        if (!typeGiven) {
            request.header("Content-Type", "application/json");
        }
    }

    /// The parameters of API Gateway are lists; those of HTTP Tasks are single values.
    private static ArrayNode list(JsonNode value) {
        return value instanceof ArrayNode array
                ? array
                : StatesJson.MAPPER.createArrayNode().add(value);
    }

    private static ObjectNode answer(HttpResponse<String> response) {
        ObjectNode answer = StatesJson.object();
        ObjectNode headers = answer.putObject("Headers");
        response.headers().map().forEach((name, values) -> values.forEach(headers.putArray(name)::add));
        String body = response.body();
        answer.set("ResponseBody", StatesJson.parse(body).orElseGet(() -> answer.textNode(body)));
        return answer.put("StatusCode", response.statusCode())
                .put("StatusText", response.statusCode() < 400 ? "OK" : "Error");
    }
}
