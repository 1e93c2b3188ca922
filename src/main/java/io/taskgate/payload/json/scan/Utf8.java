package io.taskgate.payload.json.scan;

/// Validates characters beyond ASCII in UTF-8 according to the Unicode standard (table 3-7): no overlong
/// forms, no surrogates, nothing beyond Unicode.
final class Utf8 {

    static final int LONGEST = 4;

    private Utf8() {}

    /// Returns the length of the valid character of two or three bytes at the start of a word; 0 for all
    /// others.
    static int shortLength(int word) {
        int edge = word & 0x200F;
        if ((word & 0xC0C0F0) == 0x8080E0) {
            return edge == 0 || edge == 0x200D ? 0 : 3;
        }
        return (word & 0xC0E0) == 0x80C0 && (word & 0x1E) != 0 ? 2 : 0;
    }

    /// Returns the length of a character from its lead byte, 2 to 4; 1 if the byte is not a lead byte.
    static int length(byte lead) {
        int b = lead & 0xFF;
        return b >= 0xF0 ? b <= 0xF4 ? 4 : 1 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 1;
    }

    /// @param length from [#length]; that many bytes must be available
    static boolean isCharacter(byte[] bytes, int i, int length) {
        return switch (length) {
            case 2 -> isContinuation(bytes[i + 1]);
            case 3 ->
                isContinuation(bytes[i + 1]) && isContinuation(bytes[i + 2]) && isInRange3(bytes[i], bytes[i + 1]);
            case 4 ->
                isContinuation(bytes[i + 1])
                        && isContinuation(bytes[i + 2])
                        && isContinuation(bytes[i + 3])
                        && isInRange4(bytes[i], bytes[i + 1]);
            default -> false;
        };
    }

    private static boolean isContinuation(byte b) {
        return b < (byte) 0xC0;
    }

    /// Rejects overlong forms and surrogates.
    private static boolean isInRange3(byte lead, byte second) {
        return (lead != (byte) 0xE0 || second >= (byte) 0xA0) && (lead != (byte) 0xED || second < (byte) 0xA0);
    }

    private static boolean isInRange4(byte lead, byte second) {
        return (lead != (byte) 0xF0 || second >= (byte) 0x90) && (lead != (byte) 0xF4 || second < (byte) 0x90);
    }
}
