package io.taskgate.payload.json;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body from outside on its way in: bounded, and its own failures can be told from those of what reads it.
public final class BoundedInputStream extends FilterInputStream {

    private long left;

    /// @param most bytes that may come
    public BoundedInputStream(InputStream body, long most) {
        super(body);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws BrokenException when the body can't be read to its end
    /// @throws TooLargeException when more comes than may
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

    /// More comes than may.
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// The sender went away, or sent less than it said.
    public static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenException(IOException cause) {
            super(cause);
        }
    }
}
