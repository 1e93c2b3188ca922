package io.taskgate.payload.json.scan;

/// Characters beyond ASCII in UTF-8, as the Unicode standard has them (table 3-7): without overlong forms,
/// surrogates,
/// and what lies beyond Unicode.
final class Utf8 {

    static final int LONGEST = 4;

    private Utf8() {}

    /// How many bytes the character has that begins a word, if it is a right one of two or three; 0 for all
    /// others.
    static int shortLength(int word) {
        int edge = word & 0x200F;
        if ((word & 0xC0C0F0) == 0x8080E0) {
            return edge == 0 || edge == 0x200D ? 0 : 3;
        }
        return (word & 0xC0E0) == 0x80C0 && (word & 0x1E) != 0 ? 2 : 0;
    }

    /// How many bytes a character has that begins like this, 2 to 4; 1 when none does.
    static int length(byte lead) {
        int b = lead & 0xFF;
        return b >= 0xF0 ? b <= 0xF4 ? 4 : 1 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 1;
    }

    /// @param length as [#length] has it, and that many bytes are there
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

    /// No overlong form, and no surrogate.
    private static boolean isInRange3(byte lead, byte second) {
        return (lead != (byte) 0xE0 || second >= (byte) 0xA0) && (lead != (byte) 0xED || second < (byte) 0xA0);
    }

    private static boolean isInRange4(byte lead, byte second) {
        return (lead != (byte) 0xF0 || second >= (byte) 0x90) && (lead != (byte) 0xF4 || second < (byte) 0x90);
    }
}
