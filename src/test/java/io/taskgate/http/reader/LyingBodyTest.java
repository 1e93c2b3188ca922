package io.taskgate.http.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.RawHttpRequest;
import io.taskgate.testing.gateway.RawPost;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests bodies whose length differs from the declared one, byte by byte over a socket.
@QuarkusTest
class LyingBodyTest extends GatewayTest {

    private static final int MEBIBYTE = 1_048_576;

    @Test
    void anAnnouncedLengthOverTheLimitIsRefusedUnread() throws IOException {
        String answer = exchange("Content-Length: " + (MEBIBYTE + 1), out -> {});

        assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json", ":payload-too-large");
    }

    @Test
    void aLengthBeyondAnIntIsRefused() throws IOException {
        String answer = exchange("Content-Length: 99999999999", out -> {});

        assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json", ":payload-too-large");
    }

    @Test
    void anEndlessChunkedBodyIsRefusedAtTheLimit() throws IOException {
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);

        String answer = exchange("Transfer-Encoding: chunked", out -> {
            for (int sent = 0; sent <= MEBIBYTE; sent += 0x10000) {
                out.write(chunk);
            }
            out.write("0\r\n\r\n".getBytes(ISO_8859_1));
        });

        assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json", ":payload-too-large");
    }

    @Test
    void aSmallChunkedBodyIsTaken() throws IOException {
        String body = form(executions().start().token(), "orders", "plain", fresh("order"))
                .toString();

        String answer = exchange(
                "Transfer-Encoding: chunked",
                out -> out.write(
                        (Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n").getBytes(ISO_8859_1)));

        assertThat(answer).startsWith("HTTP/1.1 202");
    }

    @Test
    void aBodyCutByItsLengthIsNoJson() throws IOException {
        long before = records();

        String answer = exchange(
                "Content-Length: 10",
                out -> out.write("{\"taskToken\": \"canary-token\", \"service\": \"orders\"}".getBytes(ISO_8859_1)));

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains(":invalid-request")
                .doesNotContain("canary-token");
        assertThat(records()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type:\r\n", "Content-Type: \r\n", "Content-Type: nonsense\r\n", ""})
    void aTypeThatNamesNoneIs415(String type) throws IOException {
        String answer = RawHttpRequest.exchange("POST /v1/callbacks HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: "
                + LocalAws.WORKFLOW + "\r\n" + type + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 415").contains("application/problem+json", ":unsupported-media-type");
    }

    private static String exchange(String framing, RawPost.Sending body) throws IOException {
        return new RawPost("/v1/callbacks", framing).exchange(body);
    }
}
