package io.taskgate.fuzz.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Sends HTTP/1.1 requests over one connection, including malformed requests that client libraries can't
/// send. Not thread-safe.
public final class RawClient implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 30_000;

    /// The timeout for a body that may be incomplete: the gateway gives an upload 30 s.
    private static final long STALLED_MILLIS = 45_000;

    private static final int CONNECT_MILLIS = 10_000;
    private static final int SMALL = 16_384;
    private static final int LARGEST_ANSWER = 64 << 20;

    private final int port;
    private @Nullable Socket connection;

    public RawClient(int port) {
        this.port = port;
    }

    public RawReply send(RawRequest request) {
        boolean reused = connection != null && request.keepsConnection();
        RawReply reply = exchange(request);
        if (reused && reply instanceof RawReply.Closed) {
            // The gateway had closed the idle connection, so the request is sent again over a new connection,
            // as clients do.
            return exchange(request);
        }
        return reply;
    }

    private RawReply exchange(RawRequest request) {
        if (!request.keepsConnection()) {
            close();
        }
        long began = System.nanoTime();
        try {
            Socket socket = connected();
            AtomicBoolean written = new AtomicBoolean();
            write(socket, request, written);
            RawReply.Answered answer = read(new Reader(socket, began + patience(request)), request.isHead(), began);
            if (!request.keepsConnection() || !written.get() || isClosing(answer)) {
                close();
            }
            return answer;
        } catch (SocketTimeoutException e) {
            close();
            return new RawReply.Hung(since(began));
        } catch (IOException | NumberFormatException e) {
            close();
            return new RawReply.Closed(String.valueOf(e.getMessage()), since(began));
        }
    }

    private static long patience(RawRequest request) {
        return TimeUnit.MILLISECONDS.toNanos(
                switch (request.framing()) {
                    case LENGTH, CHUNKED -> PATIENCE_MILLIS;
                    case SHORT, STALLED, OWN -> STALLED_MILLIS;
                });
    }

    private static long since(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private static boolean isClosing(RawReply.Answered answer) {
        return isStream(answer.headers())
                || answer.headers().getOrDefault("connection", "").equalsIgnoreCase("close")
                || !(answer.headers().containsKey("content-length")
                        || answer.headers().containsKey("transfer-encoding")
                        || answer.status() == 204);
    }

    /// A stream of events does not end: its head is the response, and the connection is closed.
    private static boolean isStream(Map<String, String> headers) {
        return headers.getOrDefault("content-type", "").startsWith("text/event-stream");
    }

    private Socket connected() throws IOException {
        Socket socket = connection;
        if (socket == null) {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), CONNECT_MILLIS);
            connection = socket;
        }
        return socket;
    }

    /// Writes a large body while reading the response: the gateway may answer before it has read the body,
    /// and then stops reading.
    private static void write(Socket socket, RawRequest request, AtomicBoolean written) throws IOException {
        byte[] wire = request.wire();
        if (wire.length <= SMALL) {
            socket.getOutputStream().write(wire);
            if (request.framing() == RawRequest.Framing.SHORT) {
                socket.shutdownOutput();
            }
            written.set(true);
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                socket.getOutputStream().write(wire);
                if (request.framing() == RawRequest.Framing.SHORT) {
                    socket.shutdownOutput();
                }
                written.set(true);
            } catch (IOException refused) {
                // the response, if any, has the reason
            }
        });
    }

    private static RawReply.Answered read(Reader reader, boolean headOnly, long began) throws IOException {
        while (true) {
            String line = reader.line();
            String[] parts = line.split(" ", 3);
            if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
                throw new IOException("no HTTP: " + line);
            }
            int status = Integer.parseInt(parts[1]);
            Map<String, String> headers = headers(reader);
            if (status >= 200) {
                boolean bodiless = headOnly || status == 204 || status == 304 || isStream(headers);
                byte[] body = bodiless ? new byte[0] : body(reader, headers);
                return new RawReply.Answered(status, headers, body, since(began));
            }
        }
    }

    private static Map<String, String> headers(Reader reader) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = reader.line(); !line.isEmpty(); line = reader.line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("invalid header: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return headers;
    }

    private static byte[] body(Reader reader, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int size = Integer.parseInt(reader.line().trim(), 16);
                body.writeBytes(reader.bytes(size));
                String end = reader.line();
                if (size == 0) {
                    return body.toByteArray();
                }
                if (!end.isEmpty()) {
                    throw new IOException("missing end of chunk: " + end);
                }
            }
        }
        String length = headers.get("content-length");
        return length == null ? reader.rest() : reader.bytes(Integer.parseInt(length));
    }

    /// Reads with one timeout for the whole response, not for each byte.
    private static final class Reader {

        private final Socket socket;
        private final InputStream in;
        private final long end;
        private final byte[] buffer = new byte[8_192];
        private int from;
        private int to;

        Reader(Socket socket, long end) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.end = end;
        }

        private boolean fill() throws IOException {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) left);
            from = 0;
            to = Math.max(0, in.read(buffer));
            return to > 0;
        }

        private int next() throws IOException {
            if (from == to && !fill()) {
                throw new IOException("closed");
            }
            return buffer[from++] & 0xFF;
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = next(); next != '\n'; next = next()) {
                line.append((char) next);
                if (line.length() > 1 << 16) {
                    throw new IOException("line too long");
                }
            }
            return line.toString().stripTrailing();
        }

        byte[] bytes(int count) throws IOException {
            if (count < 0 || count > LARGEST_ANSWER) {
                throw new IOException("invalid length: " + count);
            }
            byte[] bytes = new byte[count];
            for (int at = 0; at < count; ) {
                if (from == to && !fill()) {
                    throw new IOException("connection closed within the body");
                }
                int some = Math.min(count - at, to - from);
                System.arraycopy(buffer, from, bytes, at, some);
                at += some;
                from += some;
            }
            return bytes;
        }

        byte[] rest() throws IOException {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            do {
                rest.write(buffer, from, to - from);
                from = to;
            } while (fill());
            return rest.toByteArray();
        }
    }

    /// Sends bytes and leaves the connection open without reading.
    public static Socket open(int port, byte[] bytes) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), CONNECT_MILLIS);
        socket.getOutputStream().write(bytes);
        return socket;
    }

    /// Encodes each character as one byte.
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Decodes each byte as one character, the inverse of [#ascii].
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        Socket socket = connection;
        connection = null;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // already closed
            }
        }
    }
}
