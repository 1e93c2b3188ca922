package io.taskgate.standin.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// A loopback port that speaks HTTP/1.1, with one virtual thread for each connection.
public final class HttpPort implements AutoCloseable {

    private static final int BACKLOG = 1_024;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /// Serves the requests of one connection in sequence.
    public interface Session extends AutoCloseable {

        WireReply serve(WireRequest request) throws IOException;

        @Override
        default void close() {}
    }

    private final ServerSocket server;
    private final Supplier<Session> sessions;
    private final Supplier<Instant> clock;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    private HttpPort(ServerSocket server, Supplier<Session> sessions, Supplier<Instant> clock) {
        this.server = server;
        this.sessions = sessions;
        this.clock = clock;
        this.acceptor = Thread.ofPlatform()
                .daemon()
                .name("port-" + server.getLocalPort())
                .unstarted(this::accept);
    }

    /// @param port 0 for a free one
    /// @param clock for the Date header
    /// @throws java.net.BindException if the port is in use
    public static HttpPort open(int port, Supplier<Session> sessions, Supplier<Instant> clock) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG);
        } catch (IOException taken) {
            server.close();
            throw taken;
        }
        HttpPort opened = new HttpPort(server, sessions, clock);
        opened.acceptor.start();
        return opened;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().name("connection").start(() -> serve(socket));
            } catch (IOException _) {
                // closed, or the client disconnected
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                Session session = sessions.get()) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 16_384);
            ReplySender sending = new ReplySender(socket, out);
            boolean goesOn = true;
            while (goesOn) {
                goesOn = one(in, out, session, sending);
            }
        } catch (IOException | RuntimeException _) {
            // the client disconnected or does not speak HTTP
        } finally {
            open.remove(socket);
        }
    }

    private boolean one(InputStream in, OutputStream out, Session session, ReplySender sending) throws IOException {
        WireRequest request = WireRequest.read(in);
        if (request.waitsToContinue()) {
            out.write(CONTINUE);
            out.flush();
        }
        WireReply reply = session.serve(request);
        reply.headers().set("Date", DATE.format(clock.get()));
        if (!sending.send(request.method(), reply)) {
            return false;
        }
        request.body().stream().transferTo(OutputStream.nullOutputStream());
        return !request.isLast();
    }

    /// Closes the port and its open connections.
    @Override
    public void close() throws IOException {
        server.close();
        try {
            // the socket still listens during the close, and a connection can open
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }
}
