package io.taskgate.payload;

import java.io.ByteArrayOutputStream;

/// A part of a JSON text that is one value, written as the tree would write it.
record Slice(byte[] bytes, int from, int to) {

    /// @param bytes valid JSON
    static Slice of(byte[] bytes, int from, int to) {
        Slice raw = new Slice(bytes, from, to);
        if (raw.isCompact()) {
            return raw;
        }
        byte[] rewritten = Json.bytes(Json.trusted(java.util.Arrays.copyOfRange(bytes, from, to)));
        return new Slice(rewritten, 0, rewritten.length);
    }

    int length() {
        return to - from;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, from, to - from);
    }

    /// Whether writing the tree would certainly give these very bytes: no blanks between tokens, no escapes, and no
    /// number that is written otherwise than it was read.
    private boolean isCompact() {
        boolean text = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '"') {
                text = !text;
            } else if (text) {
                if (b == '\\') {
                    return false;
                }
            } else if (b <= ' ' || isExponent(i) || ((b == '-' || b == '.') && !isPlainNumber(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isExponent(int i) {
        return (bytes[i] == 'e' || bytes[i] == 'E') && i > from && Character.isDigit(bytes[i - 1]);
    }

    /// Minus zero loses its sign, and a fraction below a millionth gets an exponent.
    private boolean isPlainNumber(int i) {
        if (bytes[i] == '-') {
            return bytes[i + 1] != '0';
        }
        boolean zeroBefore = bytes[i - 1] == '0' && (i - 1 == from || !Character.isDigit(bytes[i - 2]));
        return !zeroBefore || i + 6 > to || !isZeros(i + 1, 5);
    }

    private boolean isZeros(int at, int count) {
        for (int i = at; i < at + count; i++) {
            if (bytes[i] != '0') {
                return false;
            }
        }
        return true;
    }
}
