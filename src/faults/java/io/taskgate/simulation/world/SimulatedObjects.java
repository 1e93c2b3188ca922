package io.taskgate.simulation.world;

import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadStore;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// The objects and tables that are sources of batches. A table `numbers-<n>` has the rows 0 to n - 1.
final class SimulatedObjects implements SourceStore {

    static final String TABLE = "numbers-";
    private static final int PAGE = 4;

    private final SimulatedStore store;
    private final SimulatedFaultSchedule faults;

    SimulatedObjects(SimulatedStore store, SimulatedFaultSchedule faults) {
        this.store = store;
        this.faults = faults;
    }

    private byte[] stored(String key) throws InvalidSourceException {
        byte[] stored = store.stored(key);
        if (stored == null) {
            throw new InvalidSourceException("The object does not exist.");
        }
        return stored;
    }

    @Override
    public SourceObject find(String bucket, String key, ItemFormat format, Predicate<PayloadOwner> readable)
            throws InvalidSourceException {
        store.pass();
        return new SourceObject(bucket, key, "etag", stored(key).length, format, List.of());
    }

    @Override
    public InputStream open(SourceObject object, long from, long to) throws InvalidSourceException {
        store.pass();
        byte[] range = Arrays.copyOfRange(stored(object.key()), (int) from, (int) to);
        if (!faults.occurs(SimulatedFault.STORE_FAILED)) {
            return new ByteArrayInputStream(range);
        }
        store.failed();
        return new BrokenStream(range);
    }

    /// A stream that breaks off after the first half.
    private static final class BrokenStream extends FilterInputStream {
        private int left;

        BrokenStream(byte[] content) {
            super(new ByteArrayInputStream(content));
            left = content.length / 2;
        }

        private static IOException broken() {
            return new IOException("connection reset");
        }

        @Override
        public int read() throws IOException {
            if (left-- <= 0) {
                throw broken();
            }
            return super.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                throw broken();
            }
            int read = super.read(into, offset, Math.min(length, left));
            left -= read;
            return read;
        }
    }

    @Override
    public void copy(TableSource table, OutputStream lines) throws IOException {
        int rows = Integer.parseInt(table.table().substring(TABLE.length()));
        for (int row = 0; row < rows; row++) {
            if (row % PAGE == 0) {
                passTable();
            }
            lines.write((row + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void passTable() {
        try {
            store.pass();
        } catch (PayloadStore.StoreUnavailableException e) {
            throw new PayloadStore.StoreUnavailableException("ProvisionedThroughputExceededException", e);
        }
    }
}
