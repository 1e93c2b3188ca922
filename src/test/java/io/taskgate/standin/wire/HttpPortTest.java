package io.taskgate.standin.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the bytes on the wire, with and without a relay.
class HttpPortTest {

    private static final Instant NOW = Instant.parse("2026-08-01T08:00:00Z");
    private static final String END = "Connection: close\r\n\r\n";

    private HttpPort origin;
    private HttpPort relay;

    @BeforeEach
    void open() throws IOException {
        origin = HttpPort.open(0, () -> HttpPortTest::echo, () -> NOW);
        relay = HttpPort.open(
                0,
                () -> {
                    Upstream upstream = new Upstream(origin.endpoint());
                    return upstream::call;
                },
                () -> NOW.plusSeconds(3_600));
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        origin.close();
    }

    private static WireReply echo(WireRequest request) throws IOException {
        WireReply reply = WireReply.of(
                200, "text/plain", request.method() + " " + request.body().text());
        return switch (request.path()) {
            case "/crash" -> throw new IOException("crash");
            case "/half" -> reply.in(new FaultEffect.Half());
            case "/closed" -> reply.in(new FaultEffect.Closed());
            case "/reset" -> reply.in(new FaultEffect.Reset());
            case "/drip" -> reply.in(new FaultEffect.Drip(100));
            case "/endless" ->
                new WireReply(
                        200,
                        new HttpHeaders(),
                        MessageBody.endless(new java.io.ByteArrayInputStream(new byte[70_000])),
                        reply.manner());
            case "/gone" -> new WireReply(204, new HttpHeaders(), MessageBody.of(new byte[0]), reply.manner());
            default -> reply;
        };
    }

    private static Socket sent(HttpPort port, String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", port.endpoint().getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String asked(HttpPort port, String text) throws IOException {
        try (Socket socket = sent(port, text)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws IOException {
        for (HttpPort port : new HttpPort[] {origin, relay}) {
            String answers = asked(
                    port,
                    "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabGET /gone HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n" + END);

            assertThat(answers.split("HTTP/1.1 ")).hasSize(4);
            assertThat(answers).contains("POST ab").contains("204").endsWith("GET ");
        }
    }

    @Test
    void chunksAreReadAndWritten() throws IOException {
        for (HttpPort port : new HttpPort[] {origin, relay}) {
            assertThat(asked(
                            port,
                            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + END
                                    + "2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nTrailer: 1\r\n\r\n"))
                    .endsWith("POST abcde");
            assertThat(asked(port, "GET /endless HTTP/1.1\r\n" + END))
                    .contains("Transfer-Encoding: chunked")
                    .hasSizeGreaterThan(70_000)
                    .endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aClientThatWaitsIsToldToContinue() throws IOException {
        try (Socket socket = sent(relay, "PUT / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n" + END)) {
            assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.ISO_8859_1))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(new byte[] {'a', 'b'});
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .endsWith("PUT ab");
        }
    }

    @Test
    void aHeadHasNoBodyAndTheDateIsThePortsOwn() throws IOException {
        assertThat(asked(origin, "HEAD / HTTP/1.1\r\n" + END)).endsWith("\r\n\r\n");
        assertThat(asked(origin, "GET / HTTP/1.1\r\n" + END)).contains("Date: Sat, 01 Aug 2026 08:00:00 GMT");
        assertThat(asked(relay, "GET / HTTP/1.1\r\n" + END)).contains("Date: Sat, 01 Aug 2026 09:00:00 GMT");
    }

    @Test
    void repliesGoWrongAsTold() throws IOException {
        assertThat(asked(origin, "GET /half HTTP/1.1\r\n\r\n"))
                .contains("Content-Length: 4")
                .endsWith("\r\n\r\nGE");
        assertThat(asked(origin, "GET /closed HTTP/1.1\r\n\r\n")).isEmpty();
        try (Socket socket = sent(origin, "GET /reset HTTP/1.1\r\n\r\n");
                InputStream in = socket.getInputStream()) {
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
        long begun = System.nanoTime();
        assertThat(asked(origin, "GET /drip HTTP/1.1\r\n" + END)).endsWith("GET ");
        assertThat(System.nanoTime() - begun).isGreaterThan(700_000_000L);
    }

    @Test
    void whoSpeaksNoHttpIsHungUpOn() throws IOException {
        assertThat(asked(origin, "hello\r\n\r\n")).isEmpty();
        assertThat(asked(origin, "GET / HTTP/1.1\r\nno header\r\n\r\n")).isEmpty();
        assertThat(asked(origin, "GET / HTTP/1.1\r\nX: " + "x".repeat(70_000) + "\r\n\r\n"))
                .isEmpty();
    }

    @Test
    void aPartThatHangsUpDropsTheConnection() throws IOException {
        assertThat(asked(relay, "GET /crash HTTP/1.1\r\n\r\n")).isEmpty();
    }
}
