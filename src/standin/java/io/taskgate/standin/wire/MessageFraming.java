package io.taskgate.standin.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Determines the end of a message body (RFC 9112, section 6).
final class MessageFraming {

    private MessageFraming() {}

    /// @param otherwise the length if the headers define none: 0 for requests, [MessageBody#UNKNOWN] for
    /// responses that end with
    ///     their connection
    static MessageBody body(HttpHeaders headers, InputStream in, long otherwise) throws IOException {
        if (headers.says("Transfer-Encoding", "chunked")) {
            return new MessageBody(new Chunks(in), MessageBody.UNKNOWN);
        }
        long length =
                headers.first("Content-Length").map(MessageFraming::number).orElse(otherwise);
        return length == MessageBody.UNKNOWN
                ? new MessageBody(in, length)
                : new MessageBody(new Counted(in, length), length);
    }

    private static long number(String text) {
        return Long.parseUnsignedLong(text);
    }

    /// A stream of a fixed number of bytes.
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

    /// Chunked transfer coding; trailers are skipped.
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
                HttpHeaders.line(in);
            }
            return read;
        }

        private void next() throws IOException {
            String size = HttpHeaders.line(in).split(";", 2)[0].strip();
            try {
                left = Long.parseLong(size, 16);
            } catch (NumberFormatException wrong) {
                throw new IOException("no chunk size", wrong);
            }
            if (left == 0) {
                ended = true;
                HttpHeaders.read(in);
            }
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }
    }
}
