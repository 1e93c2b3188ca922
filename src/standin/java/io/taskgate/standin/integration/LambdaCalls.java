package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// `lambda:invoke`: a function is a URL on this machine that receives the payload by POST and responds with
/// the result. A status of 400 or above, or a header `X-Amz-Function-Error`, is a failure of the function,
/// with its error name in `errorType`.
public final class LambdaCalls {

    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Map<String, URI> functions = new ConcurrentHashMap<>();
    private final Map<String, LambdaProcess> sources = new ConcurrentHashMap<>();
    private final Supplier<String> gateway;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /// @param configured `name=url,name=url`
    public LambdaCalls(String configured) {
        this(configured, () -> "");
    }

    /// @param gateway the URL of the gateway for functions
    public LambdaCalls(String configured, Supplier<String> gateway) {
        this.gateway = gateway;
        Stream.of(configured.split(",")).filter(each -> !each.isBlank()).forEach(each -> {
            String[] parts = each.trim().split("=", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("Invalid function '" + each + "'. Use name=url.");
            }
            map(parts[0], URI.create(parts[1]));
        });
    }

    public void map(String function, URI url) {
        functions.put(function, StandIns.local("the function " + function, url));
    }

    /// @param source a Python file with a `handler`
    public void map(String function, Path source) {
        sources.put(function, new LambdaProcess(source));
    }

    /// Invokes a function whose ARN is the Resource of the Task: the parameters are the payload, and the result of
    /// the function is that of the Task.
    ///
    /// @throws StateFailure with the error names of AWS, or of the function
    JsonNode invokeDirectly(Integrations.Call call) {
        ObjectNode parameters =
                StatesJson.object().put("FunctionName", call.resource().arn());
        parameters.set("Payload", call.parameters());
        return invoke(new Integrations.Call(call.resource(), parameters, call.execution(), call.limit()))
                .path("Payload");
    }

    /// @throws StateFailure with the error names of AWS, or of the function
    public JsonNode invoke(Integrations.Call call) {
        String name = name(call.parameters().path("FunctionName").asText());
        LambdaProcess source = sources.get(name);
        if (source != null) {
            JsonNode payload = call.parameters().path("Payload");
            return answer(source.run(
                    payload.isMissingNode() ? "{}" : payload.toString(),
                    gateway.get(),
                    call.limit().orElse(LONGEST)));
        }
        URI url = functions.get(name);
        if (url == null) {
            throw new StateFailure(
                    "Lambda.ResourceNotFoundException",
                    "Function not found: "
                            + call.parameters().path("FunctionName").asText());
        }
        JsonNode payload = call.parameters().path("Payload");
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(call.limit().orElse(LONGEST))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(payload.isMissingNode() ? "{}" : payload.toString()))
                .build();
        try {
            return answer(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException unreachable) {
            throw new StateFailure("Lambda.SdkClientException", "the function could not be reached: " + unreachable);
        } catch (InterruptedException _) {
            throw new Execution.Ended();
        }
    }

    /// Returns the bare name of an ARN, without a version.
    static String name(String given) {
        String name = given.replaceFirst("^arn:[^:]*:lambda:[^:]*:[^:]*:function:", "");
        return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    }

    private static JsonNode answer(HttpResponse<String> response) {
        JsonNode body = StatesJson.parse(response.body())
                .orElseGet(() -> StatesJson.object().textNode(response.body()));
        if (response.statusCode() >= 400
                || response.headers().firstValue("X-Amz-Function-Error").isPresent()) {
            throw new StateFailure(body.path("errorType").asText(named(response.statusCode())), response.body());
        }
        return answer(body);
    }

    private static JsonNode answer(JsonNode body) {
        ObjectNode answer = StatesJson.object().put("ExecutedVersion", "$LATEST");
        answer.set("Payload", body);
        return answer.put("StatusCode", 200);
    }

    private static String named(int status) {
        return switch (status) {
            case 429 -> "Lambda.TooManyRequestsException";
            case 500, 502, 503, 504 -> "Lambda.ServiceException";
            default -> "Lambda.Unknown";
        };
    }
}
