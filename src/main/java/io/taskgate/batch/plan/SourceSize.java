package io.taskgate.batch.plan;

import io.taskgate.batch.ledger.ItemBatch;
import io.taskgate.batch.ledger.RunnerEnvelope;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.source.ItemBatcher;
import io.taskgate.batch.source.ItemReader;
import io.taskgate.batch.source.ItemStream;
import io.taskgate.batch.source.OversizedItemPolicy;
import io.taskgate.batch.source.SourceStore;
import java.io.IOException;
import java.util.Optional;

/// The size of a source: counted, or estimated from its beginning.
///
/// @param bytes the size of the source
/// @param largest the largest runner input that was seen, in bytes
/// @param estimated whether only the beginning was read
public record SourceSize(long items, long batches, long bytes, long largest, boolean estimated) {

    /// Cuts the source up to a number of bytes, and stores nothing.
    ///
    /// @throws OversizedItemPolicy.TooLargeException if an item is too large
    static SourceSize of(
            SourceStore store, SourceObject object, BatchRequest request, RunnerEnvelope envelope, long most)
            throws IOException {
        try (ItemStream reading = ItemStream.from(store, object, 0)) {
            return of(reading.items(), object.bytes(), request, envelope, most);
        }
    }

    static SourceSize of(ItemReader items, long bytes, BatchRequest request, RunnerEnvelope envelope, long most)
            throws IOException {
        OversizedItemPolicy oversize = request.checkIn() ? SourceSize::likeAReference : OversizedItemPolicy.REJECT;
        ItemBatcher cutter = new ItemBatcher(items, request.cutLimits(), envelope, oversize, 0, 0);
        long batches = 0;
        long seen = 0;
        long largest = 0;
        long read = 0;
        Optional<ItemBatch> cut = cutter.next();
        while (cut.isPresent() && read < most) {
            batches++;
            seen += cut.get().count();
            largest = Math.max(largest, cut.get().input().length);
            read = cut.get().to();
            cut = cutter.next();
        }
        boolean whole = cut.isEmpty();
        double times = whole || read == 0 ? 1 : (double) bytes / read;
        return new SourceSize(Math.round(seen * times), (long) Math.ceil(batches * times), bytes, largest, !whole);
    }

    /// A placeholder as long as a reference can be, because a plan stores nothing.
    private static byte[] likeAReference(byte[] item, long first) {
        return new byte[MAX_REFERENCE];
    }

    /// The size of a bucket and key, a digest, and a summary of 1 KiB ([PayloadStore]).
    private static final int MAX_REFERENCE = 2048;
}
