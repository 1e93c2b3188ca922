package io.taskgate.batch.source;

import io.taskgate.batch.ledger.ItemBatch;
import io.taskgate.batch.ledger.RunnerEnvelope;
import io.taskgate.batch.request.ItemBatchLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Cuts a source into batches of items by count and by bytes: as many items as fit, in their order, and always
/// the same batches for the same source. Holds one batch and one item in memory. Not thread-safe.
public final class ItemBatcher {

    /// The maximum size of a single item in bytes, because it is held in memory.
    public static final int MAX_ITEM = 16 * 1024 * 1024;

    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    private final ItemReader items;
    private final ItemBatchLimits limits;
    private final RunnerEnvelope envelope;
    private final OversizedItemPolicy oversize;
    private byte[] input;
    private int length;
    private long index;
    private long first;
    private boolean pending;

    /// Creates a batcher.
    ///
    /// @param index the index of the first batch that is cut here
    /// @param first the number of its first item
    public ItemBatcher(
            ItemReader items,
            ItemBatchLimits limits,
            RunnerEnvelope envelope,
            OversizedItemPolicy oversize,
            long index,
            long first) {
        this.items = items;
        this.limits = limits;
        this.envelope = envelope;
        this.oversize = oversize;
        this.index = index;
        this.first = first;
        this.input = new byte[limits.maxBytes()];
    }

    /// Cuts the next batch.
    ///
    /// @return empty at the end
    /// @throws OversizedItemPolicy.TooLargeException if an item is too large
    /// @throws IOException if the source does not have its format, or can't be read
    public Optional<ItemBatch> next() throws IOException {
        if (!pending && !items.next()) {
            return Optional.empty();
        }
        length = 0;
        append(envelope.inputPrefix(index, first));
        long from = items.start();
        int count = 0;
        long to;
        do {
            pending = !add(count);
            to = pending ? items.start() : items.position();
            count += pending ? 0 : 1;
        } while (!pending && items.next());
        append(END);
        ItemBatch cut = new ItemBatch(index++, first, count, from, to, Arrays.copyOf(input, length));
        first += count;
        return Optional.of(cut);
    }

    /// Adds the next item.
    ///
    /// @return false if it belongs to the next batch
    private boolean add(int count) throws IOException {
        int size = items.length();
        if (count > 0 && (count == limits.maxItems() || length + 1 + size + END.length > limits.maxBytes())) {
            return false;
        }
        if (length + size + END.length > limits.maxBytes()) {
            append(replacement());
            return true;
        }
        if (count > 0) {
            input[length++] = ',';
        }
        System.arraycopy(items.bytes(), items.from(), input, length, size);
        length += size;
        return true;
    }

    private byte[] replacement() throws IOException {
        byte[] item = Arrays.copyOfRange(items.bytes(), items.from(), items.from() + items.length());
        byte[] replacement = oversize.replace(item, first);
        if (length + replacement.length + END.length > limits.maxBytes()) {
            throw new OversizedItemPolicy.TooLargeException("batch.maxBytes (" + limits.maxBytes()
                    + " B) is too small for the reference of item " + first + ". Raise it.");
        }
        return replacement;
    }

    private void append(byte[] bytes) {
        System.arraycopy(bytes, 0, input, length, bytes.length);
        length += bytes.length;
    }
}
