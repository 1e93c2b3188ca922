package io.taskgate.standin.dynamodb.table;

/// Sizes in capacity units.
public final class CapacityUnits {

    private static final int WRITE_BYTES = 1_024;
    private static final int READ_BYTES = 4_096;

    private CapacityUnits() {}

    /// A unit for each KB that was begun.
    public static double write(int bytes) {
        return Math.max(1, (bytes + WRITE_BYTES - 1) / WRITE_BYTES);
    }

    /// A unit for each 4 KB that were begun; half of it where the read is not consistent.
    public static double read(long bytes, boolean consistent) {
        long units = Math.max(1, (bytes + READ_BYTES - 1) / READ_BYTES);
        return consistent ? units : units / 2.0;
    }
}
