package io.taskgate.batch.drive;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.ItemBatch;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.source.InvalidSourceException;
import io.taskgate.batch.source.ItemBatcher;
import io.taskgate.batch.source.ItemStream;
import io.taskgate.batch.source.OversizedItemPolicy;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.spool.Spool;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Cuts a batch's source, beginning at the position in its record. Not thread-safe.
final class ResumableItemBatcher implements Closeable {

    private static final Logger LOG = Logger.getLogger(ResumableItemBatcher.class);

    private final DriverContext context;
    private final LeasedBatch leased;
    private final Runnable alive;
    private @Nullable ItemStream reading;
    private @Nullable ItemBatcher batcher;
    private boolean usedSinceRest;

    /// Whether the end of the source was reached.
    private boolean atEnd;

    /// Creates a batcher.
    ///
    /// @param alive called often by the thread that copies; its exception ends the copy
    ResumableItemBatcher(DriverContext context, LeasedBatch leased, Runnable alive) {
        this.context = context;
        this.leased = leased;
        this.alive = alive;
    }

    /// Returns whether the source is a table that is not copied yet: a resume must find the same items again.
    boolean isTableToCopy() {
        Batch batch = leased.batch();
        return batch.source() == null && batch.submission().table() != null;
    }

    /// Copies the table, if the source is one.
    ///
    /// @return whether there was one
    boolean copyTable() throws IOException {
        TableSource table = leased.batch().submission().table();
        if (table == null) {
            return false;
        }
        try (Spool rows = context.source().spools().open()) {
            context.source().objects().copy(table, new HeartbeatOutputStream(rows, alive));
            PayloadStore store = context.source().stores().of(leased.batch().payloadOwner());
            PayloadReference copy = store.checkIn(rows, "application/jsonl", JsonNodeFactory.instance.objectNode());
            leased.set(context.source()
                    .objects()
                    .find(copy.bucket(), copy.key(), ItemFormat.JSONL, SourceStore.ANY_OWNER));
        } catch (InvalidSourceException e) {
            leased.stop(BatchErrors.INVALID_SOURCE, String.valueOf(e.getMessage()));
        }
        leased.save();
        return true;
    }

    /// Cuts the next batches: fewer than `most` only if there are no more items. Cuts none if the tree has no
    /// room for them.
    List<ItemBatch> next(int most) throws IOException {
        List<ItemBatch> cuts = new ArrayList<>();
        while (cuts.size() < most && !atEnd && !leased.progress().batchingComplete()) {
            cut().ifPresent(cuts::add);
        }
        return cuts.isEmpty() || hasRoom(cuts.size()) ? cuts : List.of();
    }

    private Optional<ItemBatch> cut() throws IOException {
        try {
            Optional<ItemBatch> next = batcher().next();
            if (next.isEmpty()) {
                atEnd = true;
                close();
            }
            return next;
        } catch (InvalidSourceException | OversizedItemPolicy.TooLargeException e) {
            stop(BatchErrors.INVALID_SOURCE, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Marks the source as completely cut, after the progress contains the last batch: a lease renewal can
    /// write the progress at any moment. If the process died in between, the batch would lack its last items
    /// and look complete.
    void counted() {
        if (atEnd) {
            leased.set(leased.progress().all());
        }
    }

    /// Closes a source that was not read since the last call, so that it does not hold a connection; it is
    /// opened again at its position. Called from time to time.
    void closeIfUnused() {
        if (!usedSinceRest) {
            close();
        }
        usedSinceRest = false;
    }

    private ItemBatcher batcher() throws IOException {
        usedSinceRest = true;
        if (batcher != null) {
            return batcher;
        }
        Batch batch = leased.batch();
        ItemStream opened = ItemStream.from(
                context.source().objects(), batch.cutSource(), batch.progress().position());
        reading = opened;
        leased.set(batch.cutSource().withHeader(opened.header()));
        ItemBatcher begun = new ItemBatcher(
                opened.items(),
                batch.request().cutLimits(),
                batch::inputPrefix,
                context.runners().starter().oversize(batch),
                batch.progress().batches(),
                batch.progress().items());
        batcher = begun;
        return begun;
    }

    private boolean hasRoom(int runners) {
        long most = context.source().policy().maxRunners();
        BatchId root = leased.batch().root();
        if (context.leasing().ledger().reserve(root, runners, most)) {
            return true;
        }
        stop(
                BatchErrors.TOO_LARGE,
                "The tree of " + root + " has reached the limit of " + most + " runners"
                        + " (taskgate.batch.max-runners). Use larger batches, or raise the limit.");
        return false;
    }

    /// Ends the cutting with an error for the parent.
    void stop(String error, String cause) {
        close();
        leased.stop(error, cause);
    }

    @Override
    public void close() {
        batcher = null;
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException e) {
                LOG.debugf(
                        "Source could not be closed: batchId=%s cause=%s",
                        leased.batch().id(), e.getMessage());
            }
            reading = null;
        }
    }
}
