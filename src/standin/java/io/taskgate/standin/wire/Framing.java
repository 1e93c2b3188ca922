package io.taskgate.standin.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Where a message's body ends (RFC 9112, section 6).
final class Framing {

    private Framing() {}

    /// @param otherwise the length where the headers tell none: 0 for requests, [Body#UNKNOWN] for replies that end
    /// with
    ///     their connection
    static Body body(Headers headers, InputStream in, long otherwise) throws IOException {
        if (headers.says("Transfer-Encoding", "chunked")) {
            return new Body(new Chunks(in), Body.UNKNOWN);
        }
        long length = headers.first("Content-Length").map(Framing::number).orElse(otherwise);
        return length == Body.UNKNOWN ? new Body(in, length) : new Body(new Counted(in, length), length);
    }

    private static long number(String text) {
        return Long.parseUnsignedLong(text);
    }

    /// So many bytes and no more.
    private static final class Counted extends InputStream {

        private final InputStream in;
        private long left;

        Counted(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the body ended " + left + " bytes early");
            }
            left -= read;
            return read;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }
    }

    /// Chunked transfer coding; trailers are read over.
    private static final class Chunks extends InputStream {

        private final InputStream in;
        private long left;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the body ended within a chunk");
            }
            left -= read;
            if (left == 0) {
                Headers.line(in);
            }
            return read;
        }

        private void next() throws IOException {
            String size = Headers.line(in).split(";", 2)[0].strip();
            try {
                left = Long.parseLong(size, 16);
            } catch (NumberFormatException wrong) {
                throw new IOException("no chunk size", wrong);
            }
            if (left == 0) {
                ended = true;
                Headers.read(in);
            }
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }
    }
}
