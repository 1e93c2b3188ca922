package io.taskgate.simulation.world;

import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// The payload store's objects as sources of batches: the items that batches bring along are kept there.
final class SimulatedObjects implements SourceStore {

    private final InMemoryPayloadStore store;

    SimulatedObjects(InMemoryPayloadStore store) {
        this.store = store;
    }

    private byte[] stored(String key) throws InvalidSourceException {
        byte[] stored = store.stored(key);
        if (stored == null) {
            throw new InvalidSourceException("there is no such object");
        }
        return stored;
    }

    @Override
    public SourceObject find(String bucket, String key, ItemFormat format, Predicate<PayloadOwner> readable)
            throws InvalidSourceException {
        return new SourceObject(bucket, key, "etag", stored(key).length, format, List.of());
    }

    @Override
    public InputStream open(SourceObject object, long from, long to) throws InvalidSourceException {
        return new ByteArrayInputStream(Arrays.copyOfRange(stored(object.key()), (int) from, (int) to));
    }

    @Override
    public void copy(TableSource table, OutputStream lines) throws InvalidSourceException {
        throw new InvalidSourceException("there are no tables here");
    }
}
