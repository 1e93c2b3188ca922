package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.Fault;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.mock.IntegrationMocks;
import io.taskgate.standin.mock.MockFile;
import io.taskgate.standin.realm.WebIdentityIssuer;
import io.taskgate.standin.sample.SampleService;
import io.taskgate.standin.wire.MessageBody;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Serves the local pages under `/_local/`: endpoints, faults, applied calls, and starting a sample.
///
/// @param endpoints the response of `GET /_local/endpoints`
/// @param environment the lines of `GET /_local/env`
/// @param start starts the named state machine with an input, empty for its sample input, and returns the
/// response
/// @param service the service that the samples call
/// @param mocks the canned answers of integrations
/// @param issuer of web identity tokens
record LocalPages(
        Supplier<JsonNode> endpoints,
        Supplier<List<String>> environment,
        Faults faults,
        CallLog truth,
        BiFunction<String, String, JsonNode> start,
        SampleService service,
        IntegrationMocks mocks,
        WebIdentityIssuer issuer) {

    static final String ROOT = "/_local/";
    private static final String START = "POST " + ROOT + "start/";
    private static final String JSON = "application/json";

    WireReply serve(WireRequest request) throws IOException {
        if (request.path().startsWith(SampleService.ROOT + "/")) {
            return service.serve(request);
        }
        if (request.path().startsWith(WebIdentityIssuer.PATH)) {
            return issuer.page(request.path())
                    .map(page -> WireReply.of(200, JSON, page.toString()))
                    .orElseGet(() -> refused(404, "An issuer has .well-known/openid-configuration and jwks.json."));
        }
        String asked = request.method() + " " + request.path();
        return switch (asked) {
            case "GET /_local/endpoints" ->
                WireReply.of(200, JSON, endpoints.get().toPrettyString());
            case "GET /_local/env" -> environ();
            case "GET /_local/faults" ->
                WireReply.of(200, JSON, faults.written().toPrettyString());
            case "PUT /_local/faults" -> setFaults(request.body().text());
            case "DELETE /_local/faults" -> clearFaults();
            case "GET /_local/mocks" ->
                WireReply.of(200, JSON, mocks.file().written().toPrettyString());
            case "PUT /_local/mocks" -> setMocks(request.body().text());
            case "DELETE /_local/mocks" -> setMocks("{}");
            case "GET /_local/truth" -> tell(!request.query().equals("follow=false"));
            default ->
                asked.startsWith(START)
                        ? start(asked.substring(START.length()), request.body().text())
                        : refused(
                                404,
                                "Available: GET /_local/endpoints and /_local/env; GET, PUT and DELETE /_local/faults"
                                        + " and /_local/mocks; GET /_local/truth; "
                                        + START + "{state machine}");
        };
    }

    /// Formatted for `eval` in a shell.
    private WireReply environ() {
        StringBuilder exports = new StringBuilder();
        environment.get().forEach(line -> exports.append("export ").append(line).append('\n'));
        return WireReply.of(200, "text/plain", exports.toString());
    }

    private WireReply setFaults(String body) {
        List<Fault> rules = new ArrayList<>();
        long clockOffset;
        try {
            JsonNode request =
                    StatesJson.parse(body).orElseThrow(() -> new IllegalArgumentException("The body is not JSON."));
            request.path("rules").forEach(rule -> rules.add(Fault.read(rule)));
            clockOffset = request.path("clockOffsetMillis").asLong(0);
        } catch (IllegalArgumentException wrong) {
            return refused(400, wrong.getMessage());
        }
        faults.set(rules);
        faults.clockOffset(Duration.ofMillis(clockOffset));
        return WireReply.of(
                200, JSON, StatesJson.object().put("rules", rules.size()).toString());
    }

    private WireReply setMocks(String body) {
        try {
            MockFile file = MockFile.parse(body);
            mocks.use(file);
            return WireReply.of(200, JSON, file.written().toString());
        } catch (IllegalArgumentException wrong) {
            return refused(400, wrong.getMessage());
        }
    }

    private WireReply clearFaults() {
        faults.set(List.of());
        faults.clockOffset(Duration.ZERO);
        return WireReply.of(200, JSON, StatesJson.object().put("rules", 0).toString());
    }

    private WireReply start(String name, String body) {
        try {
            return WireReply.of(200, JSON, start.apply(name, body).toString());
        } catch (AwsError error) {
            return refused(error.status(), error.type() + ": " + error.getMessage());
        }
    }

    private WireReply tell(boolean follow) {
        WireReply shape = WireReply.of(200, "application/jsonl", "");
        return new WireReply(200, shape.headers(), MessageBody.endless(truth.read(follow)), shape.manner());
    }

    /// The page of the port for browsers.
    static WireReply root() {
        return WireReply.of(
                200,
                "text/plain; charset=utf-8",
                "The stand-ins of taskgate: Step Functions, EventBridge and STS answer here to AWS SDKs and the AWS CLI.\n"
                        + "GET /_local/endpoints tells where everything is, /_local/env prints it for a shell.\n");
    }

    private static WireReply refused(int status, String message) {
        return WireReply.of(
                status, JSON, StatesJson.object().put("message", message).toString());
    }
}
