package io.taskgate.http.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.RawPost;
import io.taskgate.testing.payload.OpenSpoolCounter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests that failed uploads leave nothing behind: no object, no multipart upload, no temporary file.
@QuarkusTest
class BrokenUploadTest extends GatewayTest {

    private static final int MEBIBYTE = 1024 * 1024;
    /// The directory of the tests' configuration.
    private static final int MAX = 24 * MEBIBYTE;
    private static final byte[] ZEROS = "0,".repeat(MEBIBYTE / 2).getBytes(ISO_8859_1);

    private long before;
    private int underWayBefore;

    @BeforeEach
    void countObjects() {
        before = storedPayloads();
        // another test may have denied the abort of one
        underWayBefore = uploadsUnderWay();
    }

    @AfterEach
    void nothingIsLeft() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(OpenSpoolCounter.in(spools())).isZero();
            assertThat(spools()).isEmptyDirectory();
            assertThat(storedPayloads()).isEqualTo(before);
            assertThat(uploadsUnderWay()).isEqualTo(underWayBefore);
        });
    }

    @Test
    void aClientThatVanishes() throws IOException {
        try (Socket socket = new RawPost("/v1/payloads", "Content-Length: " + 20 * MEBIBYTE).started()) {
            send(socket.getOutputStream(), 2);
            await("the upload to be spooled").atMost(SOON).until(() -> OpenSpoolCounter.in(spools()) == 1);
            socket.setSoLinger(true, 0);
        }
    }

    @Test
    void aClientThatStopsSendingInTheMiddle() throws IOException {
        try (Socket socket = new RawPost("/v1/payloads", "Transfer-Encoding: chunked").started()) {
            chunk(socket.getOutputStream(), "[".getBytes(ISO_8859_1));
            chunk(socket.getOutputStream(), ZEROS);
            await("the upload to be spooled").atMost(SOON).until(() -> OpenSpoolCounter.in(spools()) == 1);
            socket.shutdownOutput();
            await().atMost(SOON).until(() -> OpenSpoolCounter.in(spools()) == 0);
        }
    }

    @Test
    void whatIsNoJsonAtItsVeryEnd() throws IOException {
        String answer = new RawPost("/v1/payloads", "Transfer-Encoding: chunked").exchange(out -> {
            chunk(out, "[".getBytes(ISO_8859_1));
            for (int i = 0; i < 18; i++) {
                chunk(out, ZEROS);
            }
            chunk(out, "0]x".getBytes(ISO_8859_1));
            out.write("0\r\n\r\n".getBytes(ISO_8859_1));
        });

        assertThat(answer).startsWith("HTTP/1.1 400").contains(":invalid-request");
    }

    @Test
    void whatEndsTooSoon() throws IOException {
        String answer = new RawPost("/v1/payloads", "Content-Length: " + (1 + MEBIBYTE)).exchange(out -> send(out, 1));

        assertThat(answer).startsWith("HTTP/1.1 400").contains(":invalid-request");
    }

    @Test
    void whatIsAnnouncedAsTooLargeIsRefusedUnread() throws IOException {
        String answer = new RawPost("/v1/payloads", "Content-Length: " + (MAX + 1)).exchange(out -> {});

        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .contains(":payload-too-large", "taskgate.http.max-payload-size", "application/problem+json");
    }

    @Test
    void whatTurnsOutTooLargeIsRefused() throws IOException {
        String answer = new RawPost("/v1/payloads", "Transfer-Encoding: chunked").exchange(out -> {
            chunk(out, "[".getBytes(ISO_8859_1));
            for (int i = 0; i < 30; i++) {
                chunk(out, ZEROS);
            }
        });

        assertThat(answer).startsWith("HTTP/1.1 413").contains(":payload-too-large", "taskgate.http.max-payload-size");
    }

    /// The body of an upgrade request would be read without flow control, independent of its size.
    @Test
    void noUpgradeIsTaken() throws IOException {
        String answer = new RawPost(
                        "/v1/payloads",
                        "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nContent-Length: 3")
                .exchange(out -> out.write("[1 ".getBytes(ISO_8859_1)));

        assertThat(answer).startsWith("HTTP/1.1 400").contains(":invalid-request");
    }

    @Test
    void aStoreThatIsAway() {
        String large = "[" + "0,".repeat(MEBIBYTE) + "0]";

        withoutPayloadStore(() -> problem(workflow().body(large).post("/v1/payloads"), 503, "unavailable"));
    }

    @Test
    void aFolderThatIsGoneIs503() throws IOException {
        Files.delete(spools());
        try {
            problem(workflow().body("[" + "0,".repeat(MEBIBYTE) + "0]").post("/v1/payloads"), 503, "unavailable");
        } finally {
            Files.createDirectories(spools());
        }
    }

    private static void send(OutputStream out, int mebibytes) throws IOException {
        out.write('[');
        for (int i = 0; i < mebibytes; i++) {
            out.write(ZEROS);
        }
        out.flush();
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
        out.write(bytes);
        out.write("\r\n".getBytes(ISO_8859_1));
        out.flush();
    }
}
