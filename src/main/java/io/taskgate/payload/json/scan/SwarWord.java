package io.taskgate.payload.json.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Processes eight bytes of text in one register. A mark is the high bit of a byte. In the results only the
/// lowest mark is exact, because a borrow or carry can set false marks above a true one.
///
/// (Source: "Bit Twiddling Hacks", hasless and haszero.)
final class SwarWord {

    static final int BYTES = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = ONES << 7;

    private SwarWord() {}

    static long at(byte[] bytes, int i) {
        return (long) LONGS.get(bytes, i);
    }

    static int halfAt(byte[] bytes, int i) {
        return (int) INTS.get(bytes, i);
    }

    /// Marks the bytes that end a run of plain text: `"`, `\`, a control character, a byte that is not ASCII.
    /// Exchanging the second bit puts `"` right above the control characters, so that one comparison finds
    /// both.
    static long specials(long word) {
        long quotesAndControls = (word ^ (0x02 * ONES)) - 0x21 * ONES;
        long backslashes = (word ^ ('\\' * ONES)) - ONES;
        return (quotesAndControls | backslashes | word) & HIGHS;
    }

    /// Marks bytes that are not digits.
    static long nonDigits(long word) {
        long digits = word ^ ('0' * ONES);
        return (digits + (0x80 - 10) * ONES | digits) & HIGHS;
    }

    /// Marks bytes that are not spaces.
    static long nonSpaces(long word) {
        long others = word ^ (' ' * ONES);
        return (others + 0x7F * ONES | others) & HIGHS;
    }

    /// Returns the index of the lowest mark, 0 to 7; 8 for none.
    static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }
}
