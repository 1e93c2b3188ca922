package io.taskgate.payload.json;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads a request or response body up to a size limit. Its exceptions distinguish failures of the body from
/// failures of the reader.
public final class BoundedInputStream extends FilterInputStream {

    private long left;

    /// @param most the limit in bytes
    public BoundedInputStream(InputStream body, long most) {
        super(body);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws BrokenException if the body can't be read to its end
    /// @throws TooLargeException if the body exceeds the limit
    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int got;
        try {
            got = in.read(bytes, from, length);
        } catch (IOException e) {
            throw new BrokenException(e);
        }
        left -= Math.max(got, 0);
        if (left < 0) {
            throw new TooLargeException();
        }
        return got;
    }

    /// Thrown if the body exceeds the limit.
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// Thrown if the sender closes the connection or sends less than it announced.
    public static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenException(IOException cause) {
            super(cause);
        }
    }
}
