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

/// Cuts a batch's source on from where its record says. One thread's.
final class ResumableItemBatcher implements Closeable {

    private static final Logger LOG = Logger.getLogger(ResumableItemBatcher.class);

    private final DriverContext parts;
    private final LeasedBatch held;
    private final Runnable alive;
    private @Nullable ItemStream reading;
    private @Nullable ItemBatcher cutter;
    private boolean usedSinceRest;

    /// Whether the source has no more.
    private boolean atEnd;

    /// @param alive asked often, from whichever thread copies; what it throws ends the copy
    ResumableItemBatcher(DriverContext parts, LeasedBatch held, Runnable alive) {
        this.parts = parts;
        this.held = held;
        this.alive = alive;
    }

    /// A table is written down first: what is cut must be there again for a resume.
    boolean isTableToCopy() {
        Batch batch = held.batch();
        return batch.source() == null && batch.origin().table() != null;
    }

    /// @return whether there was one
    boolean copyTable() throws IOException {
        TableSource table = held.batch().origin().table();
        if (table == null) {
            return false;
        }
        try (Spool rows = parts.spools().open()) {
            parts.sources().copy(table, new HeartbeatOutputStream(rows, alive));
            PayloadStore store = parts.stores().of(held.batch().payloadOwner());
            PayloadReference copy = store.checkIn(rows, "application/jsonl", JsonNodeFactory.instance.objectNode());
            held.set(parts.sources().find(copy.bucket(), copy.key(), ItemFormat.JSONL, SourceStore.ANY_OWNER));
        } catch (InvalidSourceException e) {
            held.stop(BatchErrors.INVALID_SOURCE, String.valueOf(e.getMessage()));
        }
        held.save();
        return true;
    }

    /// At most so many; fewer only where there are no more. Nothing where the tree has no room for them.
    List<ItemBatch> next(int most) throws IOException {
        List<ItemBatch> cuts = new ArrayList<>();
        while (cuts.size() < most && !atEnd && !held.progress().batchingComplete()) {
            cut().ifPresent(cuts::add);
        }
        return cuts.isEmpty() || hasRoom(cuts.size()) ? cuts : List.of();
    }

    private Optional<ItemBatch> cut() throws IOException {
        try {
            Optional<ItemBatch> next = cutter().next();
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
            held.set(held.progress().all());
        }
    }

    /// Called from time to time: a source that nothing was cut from since holds a connection, and is read on
    /// from where it was left.
    void rest() {
        if (!usedSinceRest) {
            close();
        }
        usedSinceRest = false;
    }

    private ItemBatcher cutter() throws IOException {
        usedSinceRest = true;
        if (cutter != null) {
            return cutter;
        }
        Batch batch = held.batch();
        ItemStream opened = ItemStream.from(
                parts.sources(), batch.cutSource(), batch.progress().position());
        reading = opened;
        held.set(batch.cutSource().withHeader(opened.header()));
        ItemBatcher begun = new ItemBatcher(
                opened.items(),
                batch.request().cutLimits(),
                batch::opening,
                parts.starter().oversize(batch),
                batch.progress().batches(),
                batch.progress().items());
        cutter = begun;
        return begun;
    }

    private boolean hasRoom(int runners) {
        long most = parts.policy().maxRunners();
        BatchId root = held.batch().root();
        if (parts.ledger().reserve(root, runners, most)) {
            return true;
        }
        stop(
                BatchErrors.TOO_LARGE,
                "there are " + most + " runners in the tree of " + root
                        + " (taskgate.batch.max-runners): take larger batches, or raise it");
        return false;
    }

    /// No more is cut, for a reason that the parent is told.
    void stop(String error, String cause) {
        close();
        held.stop(error, cause);
    }

    @Override
    public void close() {
        cutter = null;
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException e) {
                LOG.debugf("%s: %s", held.batch().id(), e.getMessage());
            }
            reading = null;
        }
    }
}
