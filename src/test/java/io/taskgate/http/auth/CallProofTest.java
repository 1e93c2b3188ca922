package io.taskgate.http.auth;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.crypto.Sha256;
import io.taskgate.testing.gateway.CalledService.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the authentication of calls to services.
@QuarkusTest
class CallProofTest extends GatewayTest {

    private static Response call(String service) {
        return workflow().body("{\"a\": 1}").post("/v1/calls/" + service + "/any");
    }

    @Test
    void byAHeader() {
        service().on("/keyed", answering(200, "1"));
        assertThat(call("keyed").statusCode()).isEqualTo(200);
        assertThat(service().requests("/keyed").getLast().headers())
                .containsEntry("x-service-key", "the service's key")
                .doesNotContainKey("x-api-key");
    }

    @Test
    void byATokenThatIsKeptUntilTheServiceRefusesIt() {
        service()
                .on(
                        "/token",
                        answering(200, "{\"access_token\": \"first\", \"expires_in\": 3600}"),
                        answering(200, "{\"access_token\": \"second\", \"expires_in\": 3600}"));
        service().on("/tokened", answering(200, "1"), answering(200, "2"), answering(401, "{}"), answering(200, "3"));

        assertThat(call("tokened").asString()).isEqualTo("1");
        assertThat(call("tokened").asString()).isEqualTo("2");
        assertThat(call("tokened").asString()).isEqualTo("3");

        assertThat(service().requests("/token")).hasSize(2);
        assertThat(service().requests("/tokened").stream()
                        .map(request -> request.headers().get("authorization")))
                .containsExactly("Bearer first", "Bearer first", "Bearer first", "Bearer second");
        Request asked = service().requests("/token").getFirst();
        assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=quotes+read");
        assertThat(asked.headers())
                .containsEntry("content-type", "application/x-www-form-urlencoded")
                .containsEntry(
                        "authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("task+gate:s%26cret".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "no JSON", "{\"access_token\": \"a\\r\\nb\"}"})
    void noTokenIsOneError(String answer) {
        service().on("/no-token", answering(200, answer));
        int before = service().requests("/untokened").size();
        var problem = problem(call("untokened"), 502, "service-failed");
        assertThat(problem.path("error").asText()).isEqualTo("Taskgate.ServiceAuthFailed");
        assertThat(service().requests("/untokened")).hasSize(before);
    }

    @Test
    void bySignatureVersion4() throws GeneralSecurityException {
        service().on("/signed", answering(200, "1"));
        assertThat(call("signed").statusCode()).isEqualTo(200);

        Request request = service().requests("/signed").getLast();
        String proof = request.headers().get("authorization");
        assertThat(proof)
                .startsWith("AWS4-HMAC-SHA256 Credential=local/")
                .contains("/eu-west-1/execute-api/aws4_request");
        assertThat(proof).endsWith("Signature=" + signature(request, between(proof, "SignedHeaders=", ",")));
    }

    /// Signs as described in the AWS guide ("Create a signed AWS API request"), without the SDK.
    private static String signature(Request request, String signed) throws GeneralSecurityException {
        String headers = Arrays.stream(signed.split(";"))
                .map(name -> name + ":" + request.headers().get(name) + "\n")
                .collect(Collectors.joining());
        String canonical = String.join(
                "\n",
                request.method(),
                request.path(),
                "",
                headers,
                signed,
                Sha256.hex(request.body().getBytes(StandardCharsets.UTF_8)));
        String time = request.headers().get("x-amz-date");
        String day = time.substring(0, 8);
        String text = "AWS4-HMAC-SHA256\n" + time + "\n" + day + "/eu-west-1/execute-api/aws4_request\n"
                + Sha256.hex(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = "AWS4local".getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, "eu-west-1", "execute-api", "aws4_request", text}) {
            key = mac(key, part);
        }
        return HexFormat.of().formatHex(key);
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    @Test
    void byACertificate() {
        secured().on("/mutual", answering(200, "7"));
        Response response = call("mutual");
        assertThat(response.asString()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "untrusted"})
    void noAgreementOnCertificatesIsOneError(String service) {
        secured().on("/" + service, answering(200, "7"));
        var problem = problem(call(service), 502, "service-failed");
        assertThat(problem.path("error").asText()).isEqualTo("Taskgate.ServiceUnreachable");
        assertThat(secured().requests("/" + service)).isEmpty();
    }
}
