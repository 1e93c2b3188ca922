package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.wire.Body;
import io.taskgate.standin.wire.Reply;
import io.taskgate.standin.wire.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// The stand-ins' own pages under `/_local/`: where everything is, what goes wrong on purpose, what was applied, and
/// starting a sample.
///
/// @param endpoints what `GET /_local/endpoints` answers
/// @param environment the lines of `GET /_local/env`
/// @param start starts the named state machine with an input, empty for its sample, and gives what to answer
/// @param service the service that the samples call
record LocalPages(
        Supplier<JsonNode> endpoints,
        Supplier<List<String>> environment,
        Faults faults,
        Truth truth,
        BiFunction<String, String, JsonNode> start,
        SampleService service) {

    static final String ROOT = "/_local/";
    private static final String START = "POST " + ROOT + "start/";
    private static final String JSON = "application/json";

    Reply serve(Request request) throws IOException {
        if (request.path().startsWith(SampleService.ROOT + "/")) {
            return service.serve(request);
        }
        String asked = request.method() + " " + request.path();
        return switch (asked) {
            case "GET /_local/endpoints" -> Reply.of(200, JSON, endpoints.get().toPrettyString());
            case "GET /_local/env" -> environ();
            case "GET /_local/faults" -> Reply.of(200, JSON, faults.written().toPrettyString());
            case "PUT /_local/faults" -> setFaults(request.body().text());
            case "DELETE /_local/faults" -> clearFaults();
            case "GET /_local/truth" -> tell(!request.query().equals("follow=false"));
            default ->
                asked.startsWith(START)
                        ? start(asked.substring(START.length()), request.body().text())
                        : refused(
                                404,
                                "known: GET /_local/endpoints and /_local/env; GET, PUT and DELETE /_local/faults; GET /_local/truth; "
                                        + START + "{state machine}");
        };
    }

    /// For a shell to `eval`.
    private Reply environ() {
        StringBuilder exports = new StringBuilder();
        environment.get().forEach(line -> exports.append("export ").append(line).append('\n'));
        return Reply.of(200, "text/plain", exports.toString());
    }

    private Reply setFaults(String body) {
        List<Fault> rules = new ArrayList<>();
        long clockOffset;
        try {
            JsonNode request = Json.parse(body).orElseThrow(() -> new IllegalArgumentException("the body is not JSON"));
            request.path("rules").forEach(rule -> rules.add(Fault.read(rule)));
            clockOffset = request.path("clockOffsetMillis").asLong(0);
        } catch (IllegalArgumentException wrong) {
            return refused(400, wrong.getMessage());
        }
        faults.set(rules);
        faults.clockOffset(Duration.ofMillis(clockOffset));
        return Reply.of(200, JSON, Json.object().put("rules", rules.size()).toString());
    }

    private Reply clearFaults() {
        faults.set(List.of());
        faults.clockOffset(Duration.ZERO);
        return Reply.of(200, JSON, Json.object().put("rules", 0).toString());
    }

    private Reply start(String name, String body) {
        try {
            return Reply.of(200, JSON, start.apply(name, body).toString());
        } catch (AwsError error) {
            return refused(error.status(), error.type() + ": " + error.getMessage());
        }
    }

    private Reply tell(boolean follow) {
        Reply shape = Reply.of(200, "application/jsonl", "");
        return new Reply(200, shape.headers(), Body.endless(truth.read(follow)), shape.manner());
    }

    private static Reply refused(int status, String message) {
        return Reply.of(status, JSON, Json.object().put("message", message).toString());
    }
}
