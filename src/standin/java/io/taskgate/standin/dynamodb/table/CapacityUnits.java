package io.taskgate.standin.dynamodb.table;

/// Computes capacity units from sizes.
public final class CapacityUnits {

    private static final int WRITE_BYTES = 1_024;
    private static final int READ_BYTES = 4_096;

    private CapacityUnits() {}

    /// Returns the write units: one per started KB.
    public static double write(int bytes) {
        return Math.max(1, (bytes + WRITE_BYTES - 1) / WRITE_BYTES);
    }

    /// Returns the read units: one per started 4 KB, and half of it for an eventually consistent read.
    public static double read(long bytes, boolean consistent) {
        long units = Math.max(1, (bytes + READ_BYTES - 1) / READ_BYTES);
        return consistent ? units : units / 2.0;
    }
}
