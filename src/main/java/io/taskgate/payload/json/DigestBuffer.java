package io.taskgate.payload.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Buffers tagged parts for a digest. The length in front of each part prevents different values from
/// producing the same bytes. Not thread-safe.
final class DigestBuffer {

    private static final int SIZE = 4096;
    /// A tag, ten digits and a colon.
    private static final int HEAD = 12;

    private final MessageDigest digest;
    private final byte[] block = new byte[SIZE];
    private int filled;

    DigestBuffer(MessageDigest digest) {
        this.digest = digest;
    }

    void tag(char kind, int number) {
        tag(kind, Integer.toString(number));
    }

    void tag(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tag(kind, bytes, 0, bytes.length);
    }

    void tag(char kind, byte[] bytes, int from, int to) {
        int length = to - from;
        if (filled + HEAD + length > SIZE) {
            flush();
        }
        block[filled++] = (byte) kind;
        digits(length);
        block[filled++] = ':';
        if (filled + length > SIZE) {
            flush();
            digest.update(bytes, from, length);
        } else {
            System.arraycopy(bytes, from, block, filled, length);
            filled += length;
        }
    }

    /// Adds a short part with a suffix.
    void tag(char kind, byte[] bytes, int from, int to, String behind) {
        byte[] part = Arrays.copyOfRange(bytes, from, to + behind.length());
        for (int i = 0; i < behind.length(); i++) {
            part[to - from + i] = (byte) behind.charAt(i);
        }
        tag(kind, part, 0, part.length);
    }

    private void digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int rest = number;
        for (int i = filled + digits - 1; i >= filled; i--) {
            block[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        filled += digits;
    }

    void flush() {
        digest.update(block, 0, filled);
        filled = 0;
    }
}
