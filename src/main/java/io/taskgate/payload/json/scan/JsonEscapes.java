package io.taskgate.payload.json.scan;

import java.nio.charset.StandardCharsets;

/// The escapes of JSON strings (RFC 8259, section 7).
final class JsonEscapes {

    /// The length of `\\u` and its digits.
    static final int UNIT = 6;

    private static final int BACKSLASH_AND_SIGN = 2;

    private static final byte[] DIGITS = new byte[1 << Byte.SIZE];

    static {
        for (int sign = 0; sign < DIGITS.length; sign++) {
            DIGITS[sign] = (byte) (sign <= Byte.MAX_VALUE ? Character.digit(sign, 16) : -1);
        }
    }

    private JsonEscapes() {}

    /// Returns the number of bytes that are needed to read the escape at `i`; 0 if it is invalid. The number
    /// can grow when more bytes are available.
    static int length(byte[] bytes, int i, int end) {
        if (end - i < BACKSLASH_AND_SIGN) {
            return BACKSLASH_AND_SIGN;
        }
        if (bytes[i + 1] != 'u') {
            return plain(bytes[i + 1]) < 0 ? 0 : BACKSLASH_AND_SIGN;
        }
        if (end - i < UNIT) {
            return UNIT;
        }
        int unit = unit(bytes, i);
        return unit < 0 ? 0 : Character.isHighSurrogate((char) unit) ? pairLength(bytes, i + UNIT, end) : UNIT;
    }

    /// Returns the length of a surrogate pair as far as the second half is valid.
    private static int pairLength(byte[] bytes, int second, int end) {
        boolean follows = (end <= second || bytes[second] == '\\') && (end <= second + 1 || bytes[second + 1] == 'u');
        return !follows ? UNIT : end <= second + 1 ? UNIT + BACKSLASH_AND_SIGN : 2 * UNIT;
    }

    /// @param length from [#length]; that many bytes must be available
    /// @return -1 for an unpaired surrogate
    static int codePoint(byte[] bytes, int i, int length) {
        if (length == BACKSLASH_AND_SIGN) {
            return plain(bytes[i + 1]);
        }
        int first = unit(bytes, i);
        if (length == UNIT) {
            return Character.isSurrogate((char) first) ? -1 : first;
        }
        int second = unit(bytes, i + UNIT);
        return second >= 0 && Character.isLowSurrogate((char) second)
                ? Character.toCodePoint((char) first, (char) second)
                : -1;
    }

    /// Returns the text between two quotes in UTF-8, without escapes.
    ///
    /// @param bytes valid JSON
    static byte[] plain(byte[] bytes, int from, int to) {
        return text(bytes, from, to).getBytes(StandardCharsets.UTF_8);
    }

    /// Returns the text between two quotes, without escapes.
    ///
    /// @param bytes valid JSON
    static String text(byte[] bytes, int from, int to) {
        StringBuilder plain = new StringBuilder(to - from);
        int run = from;
        for (int i = from; i < to; ) {
            if (bytes[i] == '\\') {
                plain.append(new String(bytes, run, i - run, StandardCharsets.UTF_8));
                int length = length(bytes, i, to);
                plain.appendCodePoint(codePoint(bytes, i, length));
                i += length;
                run = i;
            } else {
                i++;
            }
        }
        plain.append(new String(bytes, run, to - run, StandardCharsets.UTF_8));
        return plain.toString();
    }

    private static int plain(byte sign) {
        return switch (sign) {
            case '"', '\\', '/' -> sign;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
    }

    /// Returns the value of the four digits after `\\u`; negative if a digit is invalid.
    static int unit(byte[] bytes, int i) {
        return digit(bytes[i + 2]) << 12 | digit(bytes[i + 3]) << 8 | digit(bytes[i + 4]) << 4 | digit(bytes[i + 5]);
    }

    private static int digit(byte b) {
        return DIGITS[b & 0xFF];
    }
}
