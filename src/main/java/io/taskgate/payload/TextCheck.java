package io.taskgate.payload;

import java.io.IOException;

/// [Utf8], for text that comes in pieces. What is still open when the text ends is for the parser to refuse: it stands
/// in a string without an end.
final class TextCheck {

    private static final int UNICODE_ESCAPE = 4;

    /// Of the character that is open: how many bytes are to come, and between which bounds the next one is.
    private int more;

    private int low;
    private int high;

    /// Of the escape that is open: 0 for none, -1 behind the backslash, then how many digits are to come.
    private int escape;

    private int unit;

    /// Where half a pair begins that waits for its other half; -1 for none.
    private long half = -1;

    private long start;
    private long at;

    void check(byte[] bytes, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++, at++) {
            take(bytes[i] & 0xFF);
        }
    }

    private void take(int b) throws IOException {
        if (more > 0) {
            continuation(b);
        } else if (escape < 0) {
            behindBackslash(b);
        } else if (escape > 0) {
            digit(b);
        } else {
            first(b);
        }
    }

    private void first(int b) throws IOException {
        start = at;
        if (b == '\\') {
            escape = -1;
            return;
        }
        if (half >= 0) {
            throw halfPair(half);
        }
        if (b < 0x80) {
            return;
        }
        more = b >= 0xF0 ? 3 : b >= 0xE0 ? 2 : 1;
        low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
        high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
        if (b < 0xC2 || b > 0xF4) {
            throw noUtf8();
        }
    }

    private void continuation(int b) throws IOException {
        if (b < low || b > high) {
            throw noUtf8();
        }
        more--;
        low = 0x80;
        high = 0xBF;
    }

    private void behindBackslash(int b) throws IOException {
        escape = 0;
        if (b == 'u') {
            escape = UNICODE_ESCAPE;
            unit = 0;
        } else if (half >= 0) {
            throw halfPair(half);
        } else if (b >= 0x80) {
            first(b);
        }
    }

    private void digit(int b) throws IOException {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            escape = 0;
            first(b);
            return;
        }
        unit = unit << 4 | digit;
        if (--escape > 0) {
            return;
        }
        boolean isLow = unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE;
        if (isLow != (half >= 0)) {
            throw halfPair(half >= 0 ? half : start);
        }
        boolean isHigh = unit >= Character.MIN_HIGH_SURROGATE && unit <= Character.MAX_HIGH_SURROGATE;
        half = isHigh ? start : -1;
    }

    private static IOException halfPair(long at) {
        return new IOException("it has half a surrogate pair at byte " + at);
    }

    private IOException noUtf8() {
        return new IOException("it is no UTF-8 from byte " + start + " on");
    }
}
