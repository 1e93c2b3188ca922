package io.taskgate.testing.payload;

import java.io.InputStream;

/// An input stream that returns one, two or three bytes per read in turn.
public final class TricklingInputStream extends InputStream {

    private final byte[] bytes;
    private int at;
    private int reads;

    public TricklingInputStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return at < bytes.length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] to, int from, int length) {
        if (at == bytes.length) {
            return -1;
        }
        int count = Math.min(Math.min(1 + reads++ % 3, length), bytes.length - at);
        System.arraycopy(bytes, at, to, from, count);
        at += count;
        return count;
    }
}
