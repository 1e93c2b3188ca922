package io.taskgate.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
final class Cutting implements Closeable {

    private static final Logger LOG = Logger.getLogger(Cutting.class);

    private final Parts parts;
    private final Held held;
    private final Runnable alive;
    private @Nullable Reading reading;
    private @Nullable Cutter cutter;
    private boolean usedSinceRest;

    /// @param alive asked often, from whichever thread copies; what it throws ends the copy
    Cutting(Parts parts, Held held, Runnable alive) {
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
            parts.sources().copy(table, new Beating(rows, alive));
            PayloadStore store = parts.stores().of(held.batch().payloadOwner());
            PayloadReference copy = store.checkIn(rows, "application/jsonl", JsonNodeFactory.instance.objectNode());
            held.set(parts.sources().find(copy.bucket(), copy.key(), Format.JSONL, SourceStore.ANY_OWNER));
        } catch (BadSourceException e) {
            held.stop(Errors.BAD_SOURCE, String.valueOf(e.getMessage()));
        }
        held.save();
        return true;
    }

    /// At most so many; fewer only where there are no more. Nothing where the tree has no room for them.
    List<Cut> next(int most) throws IOException {
        List<Cut> cuts = new ArrayList<>();
        while (cuts.size() < most && !held.progress().whole()) {
            cut().ifPresent(cuts::add);
        }
        return cuts.isEmpty() || hasRoom(cuts.size()) ? cuts : List.of();
    }

    private Optional<Cut> cut() throws IOException {
        try {
            Optional<Cut> next = cutter().next();
            if (next.isEmpty()) {
                held.set(held.progress().all());
                close();
            }
            return next;
        } catch (BadSourceException | Oversize.TooLargeException e) {
            stop(Errors.BAD_SOURCE, String.valueOf(e.getMessage()));
            return Optional.empty();
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

    private Cutter cutter() throws IOException {
        usedSinceRest = true;
        if (cutter != null) {
            return cutter;
        }
        Batch batch = held.batch();
        Reading opened = Reading.from(
                parts.sources(), batch.cutSource(), batch.progress().position());
        reading = opened;
        held.set(batch.cutSource().withHeader(opened.header()));
        Cutter begun = new Cutter(
                opened.items(),
                batch.request().cutLimits(),
                batch::opening,
                parts.starter().oversize(batch),
                batch.progress().cut(),
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
                Errors.TOO_LARGE,
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
