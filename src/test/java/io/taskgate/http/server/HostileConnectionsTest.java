package io.taskgate.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.RawHttpRequest;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests malicious connections, byte by byte (findings 6, 9 and 27), while other callers are served. Heads
/// and bodies have a time-out of 5 s here.
@QuarkusTest
class HostileConnectionsTest extends GatewayTest {

    private static final int STRANGERS = 512;
    private static final int CALLERS = 100;
    private static final String SIGNATURE =
            "X-Signature: " + "0".repeat(64) + "\r\nX-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\n";
    private static final String HEAD = "POST /v1/correlations/orders/plain/hostile/heartbeat HTTP/1.1\r\n"
            + "X-Api-Key: a-worker\r\nContent-Type: application/json\r\n";

    private static final String WEBHOOK =
            "POST /v1/events/payments/github HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + SIGNATURE
                    + "Content-Length: 1000\r\n\r\n{";

    // ---- requests that different servers could parse differently

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}",
                "Host: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                "Host: a\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
                "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: x\r\nContent-Length: 2\r\n\r\n{}",
                "Host: a\r\nX-Folded: 1\r\n 2\r\nContent-Length: 2\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2\r\n\t3\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Host: a\r\nContent-Length: +2\r\n\r\n{}",
                "Host: a\r\nContent-Length: -2\r\n\r\n{}",
                "Host: a\r\nContent-Length: 0x2\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2 2\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2, 3\r\n\r\n{}",
                "Host: a\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
                "Host: a\r\nContent-Length : 2\r\n\r\n{}",
                "Host: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}",
                "Host: a\r\nTransfer-Encoding:\u000bchunked\r\nContent-Length: 2\r\n\r\n{}",
                "Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nContent-Length: 2\r\nX-A: b\rTransfer-Encoding: chunked\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2\r\nX-A: b\u0000c\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2\r\nTransfer-Encoding\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2\r\n: chunked\r\n\r\n{}",
                "Host: a\r\nContent-Length: 2\r\n\u0001Transfer-Encoding: chunked\r\n\r\n{}"
            })
    void anAmbiguousRequestIsRefusedAndItsConnectionClosed(String rest) throws IOException {
        String answer = RawHttpRequest.exchange(HEAD + rest + HEAD + "Host: smuggled\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as("one response").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}XX\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n2;\nxx\r\n{}\r\n0\r\n\r\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n"
            })
    void aBrokenChunkEndsTheConnection(String rest) throws IOException {
        String answer = RawHttpRequest.exchange(HEAD + rest + HEAD + "Host: smuggled\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer).matches("|(?s)HTTP/1\\.1 4.*").doesNotContain("HTTP/1.1 2");
    }

    // ---- slow requests

    @Test
    void aHeadThatDoesNotEndIsNotWaitedFor() throws IOException {
        try (Socket fresh = RawHttpRequest.open();
                Socket slow = RawHttpRequest.open();
                Socket later = RawHttpRequest.open()) {
            slow.getOutputStream().write("POST /v1/cal".getBytes(ISO_8859_1));
            later.getOutputStream()
                    .write((HEAD + "Host: a\r\nContent-Length: 2\r\n\r\n{}POST /v1").getBytes(ISO_8859_1));

            assertThat(RawHttpRequest.rest(fresh)).isEmpty();
            assertThat(RawHttpRequest.rest(slow)).isEmpty();
            assertThat(RawHttpRequest.rest(later)).startsWith("HTTP/1.1 202").doesNotContain("HTTP/1.1 4");
        }
    }

    @Test
    void aBodyThatDoesNotEndIsNotWaitedFor() throws IOException {
        try (Socket slow = RawHttpRequest.open();
                Socket chunks = RawHttpRequest.open()) {
            slow.getOutputStream().write((HEAD + "Host: a\r\nContent-Length: 20\r\n\r\n{").getBytes(ISO_8859_1));
            chunks.getOutputStream()
                    .write((HEAD + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n").getBytes(ISO_8859_1));

            assertThat(RawHttpRequest.rest(slow)).startsWith("HTTP/1.1 408").contains(":request-timeout");
            assertThat(RawHttpRequest.rest(chunks)).startsWith("HTTP/1.1 408").contains(":request-timeout");
        }
    }

    // ---- large requests

    @Test
    void aHeartbeatIsRefusedOver64KibibytesUnread() throws IOException {
        assertThat(RawHttpRequest.refusal(HEAD + "Host: a\r\nConnection: close\r\nContent-Length: 65537\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(RawHttpRequest.post(
                        "/v1/correlations/orders/plain/hostile/failure",
                        "",
                        "{\"error\": \"E\", \"cause\": \"" + "x".repeat(65_536) + "\"}"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void aWebhookIsRefusedUnread() throws IOException {
        String head = "POST /v1/events/payments/github HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\n";

        assertThat(RawHttpRequest.refusal(head + "Content-Length: 100\r\n\r\n")).startsWith("HTTP/1.1 401");
        assertThat(RawHttpRequest.refusal(head + "X-Hub-Signature-256: sha256=0\r\nContent-Length: 100\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
        assertThat(RawHttpRequest.refusal(head + SIGNATURE + "Content-Length: 262145\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void aTreeHasABoundInValues() throws IOException {
        String body = "{\"shape\": {}, \"payload\": [" + "{\"a\":{}},".repeat(30_000) + "1]}";

        assertThat(RawHttpRequest.exchange("POST /v1/shapes/preview HTTP/1.1\r\nHost: a\r\nX-Api-Key: dev-workflow\r\n"
                        + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body))
                .startsWith("HTTP/1.1 400")
                .contains("too many values");
    }

    // ---- many connections

    /// The ways to keep the gateway waiting: an anonymous client opens as many connections as possible, and
    /// an authenticated caller as many as its limit (`taskgate.limits.credential.concurrency`) allows.
    private enum Slow {
        HALF_HEAD(STRANGERS, "POST /v1/callbacks HTTP/1.1\r\nHost: a\r\nX-A: ", ""),
        DRIPPING_HEAD(STRANGERS, "POST /v1/callbacks HTTP/1.1\r\nHost: a\r\nX-A: ", "x"),
        HALF_WEBHOOK(STRANGERS, WEBHOOK, ""),
        DRIPPING_WEBHOOK(STRANGERS, WEBHOOK, " "),
        HALF_BODY(CALLERS, HEAD + "Host: a\r\nContent-Length: 1000\r\n\r\n{", ""),
        DRIPPING_BODY(CALLERS, HEAD + "Host: a\r\nContent-Length: 1000\r\n\r\n{", " "),
        DRIPPING_CHUNKS(CALLERS, HEAD + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", "1\r\n \r\n");

        private final int count;
        private final byte[] begin;
        private final byte[] drip;

        Slow(int count, String begin, String drip) {
            this.count = count;
            this.begin = begin.getBytes(ISO_8859_1);
            this.drip = drip.getBytes(ISO_8859_1);
        }
    }

    /// Each request occupies its slot until the time-out of its body; a worker is served meanwhile.
    @Test
    void halfBodiesLockNobodyOut() throws IOException {
        acceptTheWorker();
        List<Socket> sockets = new ArrayList<>();
        try {
            open(Slow.HALF_WEBHOOK, sockets);
            serve("512 incomplete webhook requests", () -> {});
        } finally {
            close(sockets);
        }
    }

    /// Opens connections of all kinds at once. Each request is rejected, or its connection is closed, even if
    /// more bytes arrive.
    @Test
    void slowConnectionsLockNobodyOutAndAreRefused() throws IOException {
        acceptTheWorker();
        Map<Slow, List<Socket>> all = new EnumMap<>(Slow.class);
        try {
            for (Slow kind : Slow.values()) {
                open(kind, all.computeIfAbsent(kind, absent -> new ArrayList<>()));
            }
            serve(
                    "2,048 slow anonymous connections and 300 of a caller",
                    () -> all.forEach(HostileConnectionsTest::drip));

            for (Map.Entry<Slow, List<Socket>> kind : all.entrySet()) {
                int served = 0;
                for (Socket socket : kind.getValue()) {
                    served += RawHttpRequest.problem(socket).startsWith("HTTP/1.1 2") ? 1 : 0;
                }
                assertThat(served).as("served requests of %s", kind.getKey()).isZero();
            }
        } finally {
            all.values().forEach(HostileConnectionsTest::close);
        }
    }

    /// A credential has its own limit after its first accepted request, and shares the anonymous limit
    /// before.
    private static void acceptTheWorker() throws IOException {
        assertThat(RawHttpRequest.post("/v1/correlations/orders/plain/hostile/heartbeat", "", "{}"))
                .startsWith("HTTP/1.1 202");
    }

    private static void open(Slow kind, List<Socket> sockets) throws IOException {
        for (int i = 0; i < kind.count; i++) {
            Socket socket = RawHttpRequest.open();
            sockets.add(socket);
            socket.getOutputStream().write(kind.begin);
        }
    }

    private static void drip(Slow kind, List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.getOutputStream().write(kind.drip);
            } catch (IOException e) {
                // ended
            }
        }
    }

    private static void close(List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // ended
            }
        }
    }

    /// Sends a hundred requests of a worker, each of which must succeed.
    private static void serve(String beside, Runnable between) throws IOException {
        long[] nanos = new long[100];
        for (int i = 0; i < nanos.length; i++) {
            if (i % 20 == 19) {
                between.run();
            }
            long start = System.nanoTime();
            assertThat(RawHttpRequest.post("/v1/correlations/orders/plain/hostile/heartbeat", "", "{}"))
                    .startsWith("HTTP/1.1 202");
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "requests of a worker during %s: p50 %.1f ms, p99 %.1f ms%n", beside, nanos[49] / 1e6, nanos[98] / 1e6);
    }

    @Test
    void answersAreNotStored() {
        assertThat(workflow().get("/v1/callbacks/none").header("Cache-Control")).isEqualTo("no-store");
        assertThat(task("plain").id()).isNotEmpty();
        assertThat(nobody().get("/v1/nothing").header("Cache-Control")).isEqualTo("no-store");
    }
}
