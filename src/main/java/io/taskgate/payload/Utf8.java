package io.taskgate.payload;

/// Whether bytes are UTF-8 as the Unicode standard has it (table 3-7), and the escapes of JSON in them whole
/// characters. The JSON parser itself lets overlong forms, surrogates and halves of pairs through, and then they can't
/// be written again.
final class Utf8 {

    private Utf8() {}

    /// @return where the first wrong byte is, or -1
    static int firstFault(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            byte b = bytes[i];
            int length = b == '\\' ? escape(bytes, i) : b >= 0 ? 1 : sequence(bytes, i);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /// How many bytes the character at `i` has; 0 when it is none.
    private static int sequence(byte[] bytes, int i) {
        int lead = bytes[i] & 0xFF;
        int second = at(bytes, i + 1);
        if (lead >= 0xC2 && lead <= 0xDF) {
            return isBetween(second, 0x80, 0xBF) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return isBetween(second, low, high) && isBetween(at(bytes, i + 2), 0x80, 0xBF) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            boolean rest = isBetween(at(bytes, i + 2), 0x80, 0xBF) && isBetween(at(bytes, i + 3), 0x80, 0xBF);
            return isBetween(second, low, high) && rest ? 4 : 0;
        }
        return 0;
    }

    /// How many bytes the escape at `i` has; 0 for half a surrogate pair. What is no escape is the parser's to refuse.
    private static int escape(byte[] bytes, int i) {
        if (at(bytes, i + 1) != 'u' || !isSurrogate(bytes, i, 8, 15)) {
            return at(bytes, i + 1) >= 0x80 ? 1 : 2;
        }
        boolean pair = isSurrogate(bytes, i, 8, 11)
                && at(bytes, i + 6) == '\\'
                && at(bytes, i + 7) == 'u'
                && isSurrogate(bytes, i + 6, 12, 15);
        return pair ? 12 : 0;
    }

    private static boolean isSurrogate(byte[] bytes, int i, int low, int high) {
        return (at(bytes, i + 2) | 0x20) == 'd' && isBetween(Character.digit(at(bytes, i + 3), 16), low, high);
    }

    private static int at(byte[] bytes, int i) {
        return i < bytes.length ? bytes[i] & 0xFF : -1;
    }

    private static boolean isBetween(int value, int low, int high) {
        return value >= low && value <= high;
    }
}
