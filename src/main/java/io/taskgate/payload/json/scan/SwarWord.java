package io.taskgate.payload.json.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes of text in one register, looked at together. A mark is the high bit of a byte; in the answers
/// below only the lowest mark is exact, because a borrow or carry may set false ones above a true one.
///
/// (Source of the tricks: "Bit Twiddling Hacks", hasless and haszero.)
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

    /// Marks what ends a run of plain text: `"`, `\`, a control character, a byte that is not ASCII. Exchanging
    /// the second bit puts `"` right above the control characters, so that one comparison finds both.
    static long specials(long word) {
        long quotesAndControls = (word ^ (0x02 * ONES)) - 0x21 * ONES;
        long backslashes = (word ^ ('\\' * ONES)) - ONES;
        return (quotesAndControls | backslashes | word) & HIGHS;
    }

    /// Marks what is no digit.
    static long nonDigits(long word) {
        long digits = word ^ ('0' * ONES);
        return (digits + (0x80 - 10) * ONES | digits) & HIGHS;
    }

    /// Marks what is no space.
    static long nonSpaces(long word) {
        long others = word ^ (' ' * ONES);
        return (others + 0x7F * ONES | others) & HIGHS;
    }

    /// Where the lowest mark is, 0 to 7; 8 where there is none.
    static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }
}
