package io.taskgate.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.taskgate.GatewayTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/// Bodies whose length is not what they say, byte by byte over a socket.
@QuarkusTest
class LyingBodyTest extends GatewayTest {

    private static final int MEBIBYTE = 1_048_576;
    private static final int PATIENCE_MILLIS = 10_000;

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

    @FunctionalInterface
    private interface Sending {
        void to(OutputStream out) throws IOException;
    }

    /// Sends a registration with this framing, and reads what comes back until its end, its body's end, or time is up.
    private static String exchange(String framing, Sending body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/callbacks HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: dev-workflow\r\n"
                            + "Content-Type: application/json\r\nConnection: close\r\n" + framing + "\r\n\r\n")
                    .getBytes(ISO_8859_1));
            try {
                body.to(out);
            } catch (IOException e) {
                // refused while it was still being sent: the answer is there all the same
            }
            StringBuilder answer = new StringBuilder();
            byte[] some = new byte[4096];
            int got = socket.getInputStream().read(some);
            while (got > 0 && !answer.toString().contains("}")) {
                answer.append(new String(some, 0, got, ISO_8859_1));
                got = answer.toString().contains("}")
                        ? 0
                        : socket.getInputStream().read(some);
            }
            return answer.toString();
        }
    }
}
