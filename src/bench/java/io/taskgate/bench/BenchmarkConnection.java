package io.taskgate.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One end of a keep-alive HTTP/1.1 connection with minimal cost: bodies have a Content-Length and are never
/// chunked. Not thread-safe.
final class BenchmarkConnection implements Closeable {

    private static final int START = 16 * 1024;

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[START];
    private int from;
    private int to;

    BenchmarkConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
    }

    /// A request or a response.
    ///
    /// @param target the header `X-Amz-Target`; empty if there is none
    record Message(String startLine, String target, byte[] body) {

        /// Returns the status of a response.
        int status() {
            return Integer.parseInt(startLine.substring(9, 12));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /// Reads the next message; null at the end of the connection.
    @Nullable Message read() throws IOException {
        int end = headEnd();
        if (end < 0) {
            return null;
        }
        String head = new String(buffer, from, end - from, StandardCharsets.ISO_8859_1);
        from = end + 4;
        int length = Integer.parseInt(header(head, "content-length", "0"));
        while (to - from < length) {
            if (!fill()) {
                throw new EOFException("The connection ended within a body.");
            }
        }
        byte[] body = Arrays.copyOfRange(buffer, from, from + length);
        from += length;
        int line = head.indexOf('\r');
        return new Message(line < 0 ? head : head.substring(0, line), header(head, "x-amz-target", ""), body);
    }

    void write(String head, byte[] body) throws IOException {
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        socket.getOutputStream().write(whole);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String header(String head, String name, String otherwise) {
        for (int line = head.indexOf("\r\n"); line >= 0; line = head.indexOf("\r\n", line + 2)) {
            int start = line + 2;
            if (head.regionMatches(true, start, name, 0, name.length()) && head.charAt(start + name.length()) == ':') {
                int end = head.indexOf("\r\n", start);
                return head.substring(start + name.length() + 1, end < 0 ? head.length() : end)
                        .strip();
            }
        }
        return otherwise;
    }

    private int headEnd() throws IOException {
        int at = from;
        while (true) {
            for (; at + 3 < to; at++) {
                if (buffer[at] == '\r' && buffer[at + 1] == '\n' && buffer[at + 2] == '\r' && buffer[at + 3] == '\n') {
                    return at;
                }
            }
            int seen = at - from;
            if (!fill()) {
                return -1;
            }
            at = from + seen;
        }
    }

    private boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (to == buffer.length) {
            byte[] roomier = from > buffer.length / 2 ? buffer : new byte[buffer.length * 2];
            System.arraycopy(buffer, from, roomier, 0, to - from);
            buffer = roomier;
            to -= from;
            from = 0;
        }
        try {
            int read = in.read(buffer, to, buffer.length - to);
            to += Math.max(read, 0);
            return read >= 0;
        } catch (SocketException e) {
            return false;
        }
    }
}
