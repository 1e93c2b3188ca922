package io.taskgate.payload.json.scan;

import io.taskgate.payload.ResultTooLargeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Output buffer for one slot of a projection. Holds compact JSON and references a single slice in memory
/// without copying it. Reused from one text to the next; not thread-safe.
public final class JsonFragmentBuffer {

    /// An empty buffer. Never written.
    static final JsonFragmentBuffer NOTHING = new JsonFragmentBuffer();

    private static final byte[] EMPTY = new byte[0];
    private static final int FIRST_SIZE = 256;

    private byte[] own = EMPTY;
    private byte[] bytes = EMPTY;
    private int from;
    private int to;
    private int values;
    private int most = Integer.MAX_VALUE;

    /// @param bytes the maximum size of the content
    public void limit(int bytes) {
        most = bytes;
    }

    public void clear() {
        bytes = EMPTY;
        from = 0;
        to = 0;
        values = 0;
    }

    /// Returns the memory that the buffer keeps between two texts, in bytes.
    public int retainedBytes() {
        return own.length;
    }

    /// Starts another value, after a comma if it is not the first.
    public void begin() {
        if (values++ > 0) {
            write(',');
        }
    }

    public int length() {
        return to - from;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    /// Adds the last piece of a value.
    ///
    /// @param stays whether these bytes stay unchanged and need not be copied
    void appendLast(byte[] text, int start, int end, boolean stays) {
        if (stays && to == from) {
            bytes = text;
            from = start;
            to = end;
        } else {
            write(text, start, end);
        }
    }

    public void write(byte[] text, int start, int end) {
        int length = end - start;
        room(length);
        System.arraycopy(text, start, own, to, length);
        to += length;
    }

    public void write(int b) {
        room(1);
        own[to++] = (byte) b;
    }

    public void write(byte[] text) {
        write(text, 0, text.length);
    }

    /// Writes a character of a string, escaped only if JSON requires it, as Jackson does.
    void writeText(int codePoint) {
        switch (codePoint) {
            case '"', '\\' -> escaped(codePoint);
            case '\b' -> escaped('b');
            case '\t' -> escaped('t');
            case '\n' -> escaped('n');
            case '\f' -> escaped('f');
            case '\r' -> escaped('r');
            default -> {
                if (codePoint < ' ') {
                    write("\\u%04X".formatted(codePoint).getBytes(StandardCharsets.US_ASCII));
                } else {
                    writeCharacter(codePoint);
                }
            }
        }
    }

    /// Writes a character in UTF-8.
    private void writeCharacter(int codePoint) {
        if (codePoint < 0x80) {
            write(codePoint);
        } else if (codePoint < 0x800) {
            write(0xC0 | codePoint >> 6);
            write(0x80 | (codePoint & 0x3F));
        } else if (codePoint < 0x10000) {
            write(0xE0 | codePoint >> 12);
            write(0x80 | (codePoint >> 6 & 0x3F));
            write(0x80 | (codePoint & 0x3F));
        } else {
            write(0xF0 | codePoint >> 18);
            write(0x80 | (codePoint >> 12 & 0x3F));
            write(0x80 | (codePoint >> 6 & 0x3F));
            write(0x80 | (codePoint & 0x3F));
        }
    }

    private void escaped(int ascii) {
        write('\\');
        write(ascii);
    }

    // the question is which array it is: the input's or the copy
    @SuppressWarnings("ReferenceEquality")
    private void room(int more) {
        if (bytes != own) {
            ownCopy(more);
        }
        if ((long) to + more > most) {
            throw new ResultTooLargeException(most);
        }
        if (own.length - to < more) {
            own = Arrays.copyOf(own, Math.max(FIRST_SIZE, Math.max(to + more, (int) Math.min(2L * to, most))));
            bytes = own;
        }
    }

    private void ownCopy(int more) {
        int length = length();
        if (own.length < length + more) {
            own = new byte[Math.max(FIRST_SIZE, length + more)];
        }
        System.arraycopy(bytes, from, own, 0, length);
        bytes = own;
        from = 0;
        to = length;
    }
}
