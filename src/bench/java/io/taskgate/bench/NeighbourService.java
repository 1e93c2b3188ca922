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

/// A service that the gateway calls, healthy or failing in one way. Uses one virtual thread per connection.
final class NeighbourService implements Closeable {

    /// Less than the route's time-out of one second.
    private static final Duration SLOW = Duration.ofMillis(800);

    private static final byte[] BODY = "{\"price\": 40}".getBytes(StandardCharsets.UTF_8);

    /// The kinds of responses.
    enum Kind {
        /// The healthy route that is measured.
        GOOD,
        /// Another healthy route.
        WELL,
        /// Never answers; its circuit is kept from opening, so that all its calls hang.
        HANGING,
        /// Answers after 0.8 s, which is not a failure.
        SLOW,
        /// Answers with 500 immediately; its circuit opens.
        STORM,
        /// Resets the connection; its circuit opens.
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

    /// Returns the gateway's options for it: service and operation have the name of the kind.
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
                // closed, or the peer has already disconnected
            }
        }
    }

    private void serve(Socket socket) {
        try (BenchmarkConnection wire = new BenchmarkConnection(socket)) {
            while (wire.read() != null) {
                switch (kind) {
                    case GOOD, WELL -> answer(wire, "200 OK");
                    case HANGING -> {
                        // the next read ends when the gateway disconnects
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
            // the peer has disconnected
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
