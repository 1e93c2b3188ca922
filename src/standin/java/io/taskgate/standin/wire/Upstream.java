package io.taskgate.standin.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;

/// The connection of a client to the service behind a port, kept open while it is used.
public final class Upstream implements AutoCloseable {

    /// Servers close idle connections; a connection that was idle for this long is not reused.
    private static final long REST_NANOS = 5_000_000_000L;

    private final URI part;
    private Line line = Line.NONE;

    /// @param lastUse in [System#nanoTime()]
    private record Line(Socket socket, InputStream in, OutputStream out, long lastUse) {

        static final Line NONE =
                new Line(new Socket(), InputStream.nullInputStream(), OutputStream.nullOutputStream(), 0);

        static Line to(URI part) throws IOException {
            Socket socket = new Socket(part.getHost(), part.getPort());
            socket.setTcpNoDelay(true);
            return new Line(
                    socket,
                    new BufferedInputStream(socket.getInputStream(), 16_384),
                    new BufferedOutputStream(socket.getOutputStream(), 16_384),
                    System.nanoTime());
        }

        boolean isFresh() {
            return socket.isConnected() && !socket.isClosed() && System.nanoTime() - lastUse < REST_NANOS;
        }

        Line used() {
            return new Line(socket, in, out, System.nanoTime());
        }
    }

    public Upstream(URI part) {
        this.part = part;
    }

    /// Returns the response of the service. Its body must be read before the next call.
    public WireReply call(WireRequest request) throws IOException {
        if (!line.isFresh()) {
            line.socket().close();
            line = Line.to(part);
        }
        HttpHeaders headers = request.headers().toPassOn();
        if (request.body().length() == MessageBody.UNKNOWN) {
            headers.set("Transfer-Encoding", "chunked");
        }
        line.out().write(headers.head(request.method() + " " + request.target() + " HTTP/1.1"));
        request.body().writeTo(line.out());
        WireReply reply = reply(request.method());
        line = line.used();
        return reply;
    }

    private WireReply reply(String method) throws IOException {
        int status = status();
        while (status < 200) {
            HttpHeaders.read(line.in());
            status = status();
        }
        HttpHeaders headers = HttpHeaders.read(line.in());
        boolean bare = method.equals("HEAD") || status == 204 || status == 304;
        MessageBody body =
                bare ? MessageBody.of(new byte[0]) : MessageFraming.body(headers, line.in(), MessageBody.UNKNOWN);
        if (headers.says("Connection", "close") && !bare) {
            byte[] all = body.bytes();
            line.socket().close();
            body = MessageBody.of(all);
        }
        return new WireReply(status, headers.toPassOn(), body, new FaultEffect.Whole());
    }

    private int status() throws IOException {
        String start = HttpHeaders.line(line.in());
        if (!start.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("no HTTP/1.1 reply");
        }
        return Integer.parseInt(start.substring(9, 12));
    }

    @Override
    public void close() {
        try {
            line.socket().close();
        } catch (IOException _) {
            // the connection is closed
        }
    }
}
