package io.taskgate.payload.json.scan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Detects duplicate names in all open objects. Names are identified by 64 bits: names of up to seven bytes
/// by their bytes, longer names by a randomly seeded hash, so that two different names collide once in 2^63
/// pairs.
///
/// The objects of an array mostly have the same names in the same order. A name that equals the name at the
/// same position of the previous object of the same depth can't be a duplicate. Not thread-safe.
public final class DuplicateNameDetector {

    /// Limits the memory for one object to 8 MiB, and 16 MiB for the lookup.
    static final int MAX_NAMES = 1_000_000;

    static final int MAX_LENGTH = 50_000;

    private static final long SEED = new java.security.SecureRandom().nextLong();
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int SHORT = 7;
    private static final long LONG_MARK = 0xFFL << 56;
    private static final int FEW = 32;

    private long[][] names = new long[8][];

    /// The lengths of the names as written, without quotes.
    private int[][] lengths = new int[8][];

    private int[] counts = new int[8];
    private @Nullable LongSet[] many = new LongSet[8];

    /// Returns the identifier of a name.
    static long idOf(byte[] bytes, int from, int length) {
        if (length <= SHORT && from + SwarWord.BYTES <= bytes.length) {
            return idOf(SwarWord.at(bytes, from) & ((1L << (8 * length)) - 1), length);
        }
        if (length <= SHORT) {
            long word = 0;
            for (int i = 0; i < length; i++) {
                word |= (bytes[from + i] & 0xFFL) << (8 * i);
            }
            return idOf(word, length);
        }
        long hash = SEED ^ length;
        int last = from + length - SwarWord.BYTES;
        for (int i = from; i < last; i += SwarWord.BYTES) {
            hash = mix(hash ^ SwarWord.at(bytes, i));
        }
        return mix(hash ^ SwarWord.at(bytes, last)) | LONG_MARK;
    }

    public static long idOf(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return idOf(utf8, 0, utf8.length);
    }

    /// @param word up to seven bytes; the higher bytes are 0
    static long idOf(long word, int length) {
        return word | ((long) length << 56);
    }

    static long mix(long x) {
        return Math.unsignedMultiplyHigh(x, MIX) ^ (x * MIX) ^ SEED;
    }

    /// @param depth of the object
    void open(int depth) {
        if (depth >= names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            lengths = Arrays.copyOf(lengths, 2 * depth);
            counts = Arrays.copyOf(counts, 2 * depth);
            many = Arrays.copyOf(many, 2 * depth);
        }
        if (names[depth] == null) {
            names[depth] = new long[16];
            lengths[depth] = new int[16];
        }
        many[depth] = null;
    }

    /// Returns the length of the expected name at this position, which is known to be unique in its object;
    /// -1 for none.
    int expectedLength(int depth, int count) {
        return count < counts[depth] ? lengths[depth][count] : -1;
    }

    /// Returns the identifier of the expected name.
    long expected(int depth, int count) {
        return names[depth][count];
    }

    /// @param count the number of names of the object before this one
    /// @param length the length as written; -1 for a name with escapes
    /// @return whether the name is new in its object
    boolean add(int depth, int count, long name, int length) {
        long[] before = names[depth];
        return (count < counts[depth] && before[count] == name) || addOther(depth, count, name, length);
    }

    private boolean addOther(int depth, int count, long name, int length) {
        long[] before = names[depth];
        if (count >= FEW) {
            if (!set(depth, count).add(name)) {
                return false;
            }
        } else {
            for (int i = 0; i < count; i++) {
                if (before[i] == name) {
                    return false;
                }
            }
        }
        if (count == before.length) {
            before = Arrays.copyOf(before, 2 * count);
            names[depth] = before;
            lengths[depth] = Arrays.copyOf(lengths[depth], 2 * count);
        }
        before[count] = name;
        lengths[depth][count] = length;
        counts[depth] = count + 1;
        return true;
    }

    private LongSet set(int depth, int count) {
        LongSet set = many[depth];
        if (set == null || set.size() != count) {
            set = new LongSet();
            for (int i = 0; i < count; i++) {
                set.add(names[depth][i]);
            }
            many[depth] = set;
        }
        return set;
    }

    /// A hash set with open addressing, at most half full.
    private static final class LongSet {

        private long[] slots = new long[4 * FEW];
        private boolean hasZero;
        private int size;

        int size() {
            return size;
        }

        boolean add(long value) {
            if (value == 0) {
                boolean added = !hasZero;
                hasZero = true;
                size += added ? 1 : 0;
                return added;
            }
            if (2 * size >= slots.length) {
                grow();
            }
            if (!put(value)) {
                return false;
            }
            size++;
            return true;
        }

        private boolean put(long value) {
            int mask = slots.length - 1;
            int i = (int) (mix(value) >>> 32) & mask;
            while (slots[i] != 0) {
                if (slots[i] == value) {
                    return false;
                }
                i = (i + 1) & mask;
            }
            slots[i] = value;
            return true;
        }

        private void grow() {
            long[] old = slots;
            slots = new long[2 * old.length];
            for (long value : old) {
                if (value != 0) {
                    put(value);
                }
            }
        }
    }
}
