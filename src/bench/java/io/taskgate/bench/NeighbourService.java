package io.taskgate.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// A service that the gateway calls, well or broken in one way. A virtual thread a connection.
final class NeighbourService implements Closeable {

    /// Under the route's time-out of a second.
    private static final Duration SLOW = Duration.ofMillis(800);

    private static final byte[] BODY = "{\"price\": 40}".getBytes(StandardCharsets.UTF_8);

    /// The kinds of responses.
    enum Kind {
        /// The route that is measured.
        GOOD,
        /// Another that is just as well.
        WELL,
        /// Says nothing; its circuit is kept from opening, so that it hangs all the time.
        HANGING,
        /// Answers after 0.8 s, which is no failure.
        SLOW,
        /// Answers 500 at once; its circuit opens.
        STORM,
        /// Ends the connection by RST; its circuit opens.
        RESET;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final ServerSocket server;

    NeighbourService(Kind kind) throws IOException {
        this.kind = kind;
        server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// The options that tell the gateway of it: service and operation have the kind's name.
    List<String> options() {
        String service = "-Dtaskgate.services." + kind.word() + ".";
        String call = service + "operations." + kind.word() + ".call.";
        List<String> options =
                new ArrayList<>(List.of(service + "url=http://127.0.0.1:" + server.getLocalPort(), call + "path=/any"));
        if (kind != Kind.GOOD && kind != Kind.WELL) {
            options.add(call + "timeout=1s");
        }
        if (kind == Kind.HANGING) {
            options.add(call + "circuit-breaker.requests=10000");
        }
        return options;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed, or the peer is gone already
            }
        }
    }

    private void serve(Socket socket) {
        try (BenchmarkConnection wire = new BenchmarkConnection(socket)) {
            while (wire.read() != null) {
                switch (kind) {
                    case GOOD, WELL -> answer(wire, "200 OK");
                    case HANGING -> {
                        // the next read ends when the gateway has given up
                    }
                    case SLOW -> {
                        LockSupport.parkNanos(SLOW.toNanos());
                        answer(wire, "200 OK");
                    }
                    case STORM -> answer(wire, "500 Internal Server Error");
                    case RESET -> {
                        socket.setSoLinger(true, 0);
                        return;
                    }
                }
            }
        } catch (IOException _) {
            // the peer is gone
        }
    }

    private static void answer(BenchmarkConnection wire, String status) throws IOException {
        wire.write(
                "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length
                        + "\r\n\r\n",
                BODY);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
