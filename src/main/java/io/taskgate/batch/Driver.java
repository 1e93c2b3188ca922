package io.taskgate.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.callback.Address;
import io.taskgate.callback.Answer;
import io.taskgate.callback.CallbackId;
import io.taskgate.callback.HeartbeatReply;
import io.taskgate.payload.JsonText;
import io.taskgate.payload.Reference;
import io.taskgate.payload.Spool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Drives one batch from where it stands to its end, for as long as its lease is this process's: cut, start, wait,
/// gather, settle. One thread's.
final class Driver {

    private static final Logger LOG = Logger.getLogger(Driver.class);

    /// How many runners are started before the batch is looked at again.
    private static final int CHUNK = 32;

    private static final int PAGE = 100;
    private static final Duration SAVED_EVERY = Duration.ofSeconds(1);
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(2);
    private static final Duration WAIT = Duration.ofMillis(250);

    private final Parts parts;
    private final Signal signal;
    private final Reconciliation reconciliation;
    private final Map<Long, Child> open = new TreeMap<>();
    private final Deque<Child> again = new ArrayDeque<>();
    private Batch batch;
    private @Nullable Reading reading;
    private @Nullable Cutter cutter;
    private long savedAt;
    private long lookedAt;
    private long beatAt;

    /// @param taken has this process's lease
    Driver(Parts parts, Batch taken, Signal signal) {
        this.parts = parts;
        this.batch = taken;
        this.signal = signal;
        this.reconciliation = new Reconciliation(parts);
        this.savedAt = parts.pauses().nanoTime();
        this.lookedAt = savedAt;
        this.beatAt = savedAt - Duration.ofDays(1).toNanos();
    }

    /// Another process has the batch now.
    static final class LeaseLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @throws LeaseLostException where another process took it over
    void drive() throws InterruptedException {
        if (batch.state() == Batch.State.RUNNING) {
            scatter();
        }
        if (signal.isStopped()) {
            putDown();
        } else if (batch.state() == Batch.State.SETTLING) {
            settle();
        }
    }

    private void scatter() throws InterruptedException {
        try {
            copyTable();
            standing();
            while (batch.state() == Batch.State.RUNNING && !signal.isStopped() && !isThrough()) {
                round();
            }
            if (batch.state() == Batch.State.RUNNING && !signal.isStopped()) {
                gather();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            close();
        }
    }

    private boolean isThrough() {
        return open.isEmpty() && again.isEmpty() && batch.progress().whole();
    }

    // ---- the source

    private void copyTable() throws IOException {
        TableSource table = batch.table();
        if (batch.source() != null || table == null) {
            return;
        }
        try (Spool rows = parts.spools().open()) {
            parts.sources().copy(table, new Beating(rows, this::keepAlive));
            Reference copy = parts.store().checkIn(rows, "application/jsonl", JsonNodeFactory.instance.objectNode());
            batch = batch.with(parts.sources().find(copy.bucket(), copy.key(), Format.JSONL));
        } catch (BadSourceException e) {
            batch = batch.with(batch.progress().stopped(Errors.BAD_SOURCE, String.valueOf(e.getMessage())));
        }
        save();
    }

    private @Nullable Cut cut() throws IOException {
        try {
            if (cutter == null) {
                reading = Reading.from(
                        parts.sources(), batch.cutSource(), batch.progress().position());
                batch = batch.with(batch.cutSource().withHeader(reading.header()));
                cutter = new Cutter(
                        reading.items(),
                        batch.request().limits(),
                        batch::opening,
                        parts.starter().oversize(batch.request()),
                        batch.progress().cut(),
                        batch.progress().items());
            }
            Optional<Cut> next = cutter.next();
            if (next.isPresent()) {
                return next.get();
            }
            batch = batch.with(batch.progress().all());
        } catch (BadSourceException | Oversize.TooLargeException e) {
            stop(Errors.BAD_SOURCE, String.valueOf(e.getMessage()));
        }
        close();
        return null;
    }

    private void stop(String error, String cause) {
        LOG.warnf("%s: no more is cut: %s: %s", batch.id(), error, cause);
        batch = batch.with(batch.progress().stopped(error, cause));
    }

    private void close() {
        cutter = null;
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException e) {
                LOG.debugf("%s: %s", batch.id(), e.getMessage());
            }
            reading = null;
        }
    }

    // ---- the runners

    /// What an earlier process, or an earlier attempt, left.
    private void standing() {
        Progress progress = batch.progress();
        for (long from = progress.endedBelow(); from < progress.cut(); from += PAGE) {
            long to = Math.min(from + PAGE, progress.cut());
            for (Child child : parts.ledger()
                    .children(batch.id(), LongStream.range(from, to).boxed().toList())) {
                if (child.isRunning()) {
                    again.add(child);
                } else if (child.hasFailed() && child.attempt() < batch.attempt()) {
                    runAgain(child);
                }
            }
        }
    }

    private void runAgain(Child failed) {
        if (parts.ledger().again(failed, batch.attempt())) {
            again.add(new Child(
                    failed.batch(),
                    failed.index(),
                    batch.attempt(),
                    failed.first(),
                    failed.count(),
                    failed.from(),
                    failed.to(),
                    null));
        }
    }

    private void round() throws IOException, InterruptedException {
        List<Callable<Starter.Result>> starts = new ArrayList<>();
        int room = Math.min(CHUNK, batch.request().concurrency() - open.size());
        while (starts.size() < room && !again.isEmpty()) {
            starts.add(parts.starter().again(batch, again.poll()));
        }
        List<Cut> fresh = new ArrayList<>();
        while (starts.size() + fresh.size() < room && !batch.progress().whole()) {
            Cut cut = cut();
            if (cut != null) {
                fresh.add(cut);
            }
        }
        if (!fresh.isEmpty() && hasRoom(fresh.size())) {
            fresh.forEach(cut -> starts.add(parts.starter().fresh(batch, cut)));
        }
        boolean putOff = started(parts.starter().all(starts));
        look(starts.isEmpty() || putOff || open.size() >= batch.request().concurrency());
        keepAlive();
    }

    private boolean hasRoom(int runners) {
        long most = parts.policy().maxRunners();
        if (parts.ledger().reserve(batch.root(), runners, most)) {
            return true;
        }
        close();
        stop(
                Errors.TOO_LARGE,
                "there are " + most + " runners in the tree of " + batch.root()
                        + " (taskgate.batch.max-runners): take larger batches, or raise it");
        return false;
    }

    /// @return whether some could not be started now
    private boolean started(List<Starter.Result> results) {
        boolean putOff = false;
        for (Starter.Result result : results) {
            Child child = result.child();
            if (child.index() >= batch.progress().cut()) {
                batch = batch.with(batch.progress().cut(child));
            }
            switch (result.outcome()) {
                case RUNNING -> {
                    open.put(child.index(), child);
                    reconciliation.opened(child);
                }
                case ENDED -> {}
                case NOT_NOW -> {
                    again.add(child);
                    putOff = true;
                }
            }
            if (result.error() != null && batch.progress().error() == null) {
                close();
                stop(result.error(), String.valueOf(result.cause()));
            }
        }
        return putOff;
    }

    /// Takes what has ended out of what is open.
    private void look(boolean wait) throws InterruptedException {
        Set<Long> ended = signal.await(wait ? WAIT : Duration.ZERO, parts.pauses());
        open.keySet().removeAll(ended);
        if (isOver(lookedAt, LOOKED_EVERY)) {
            lookedAt = parts.pauses().nanoTime();
            List<Long> indices = new ArrayList<>(open.keySet());
            for (int from = 0; from < indices.size(); from += PAGE) {
                parts
                        .ledger()
                        .children(batch.id(), indices.subList(from, Math.min(from + PAGE, indices.size())))
                        .stream()
                        .filter(child -> !child.isRunning())
                        .forEach(child -> open.remove(child.index()));
            }
            again.addAll(reconciliation.look(batch, open));
        }
    }

    // ---- the lease, and the parent

    private boolean isOver(long since, Duration after) {
        return parts.pauses().nanoTime() - since >= after.toNanos();
    }

    private void keepAlive() {
        if (isOver(savedAt, SAVED_EVERY)) {
            save();
        }
        CallbackId parent = batch.parent();
        if (parent != null && isOver(beatAt, Duration.ofSeconds(batch.beatEach()))) {
            beatAt = parts.pauses().nanoTime();
            if (parts.heartbeat().beat(new Address.ById(parent, callback -> true), progress())
                    instanceof HeartbeatReply.Stop stop) {
                LOG.warnf(
                        "%s: nobody waits any more (%s): nothing more is started",
                        batch.id(), stop.standing().state());
                batch = batch.entered(Batch.State.ABORTED, null, parts.clock().instant());
                save();
            }
        }
    }

    private JsonNode progress() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("batches", batch.progress().cut())
                .put("items", batch.progress().items())
                .put("running", open.size() + again.size());
    }

    private void save() {
        long below = Math.min(
                open.keySet().stream().findFirst().orElse(batch.progress().cut()),
                again.stream()
                        .mapToLong(Child::index)
                        .min()
                        .orElse(batch.progress().cut()));
        if (batch.state() == Batch.State.RUNNING) {
            batch = batch.with(batch.progress().endedBelow(below));
        }
        write(batch.held(
                parts.self(),
                batch.state().isOver() ? null : parts.clock().instant().plus(BatchSweep.LEASE)));
        savedAt = parts.pauses().nanoTime();
    }

    private void putDown() {
        write(batch.held("", parts.clock().instant()));
    }

    private void write(Batch next) {
        if (!parts.ledger().save(next) && !isOurs(next)) {
            throw new LeaseLostException();
        }
        batch = next;
    }

    /// A write of ours whose reply was lost.
    private boolean isOurs(Batch next) {
        return parts.ledger()
                .find(batch.id())
                .filter(standing -> standing.version() == next.version()
                        && standing.holder().equals(next.holder())
                        && standing.progress().equals(next.progress())
                        && standing.state() == next.state())
                .isPresent();
    }

    // ---- the end

    private void gather() throws IOException {
        save();
        Ending ending = parts.gather().gather(batch, this::keepAlive);
        if (batch.state() != Batch.State.RUNNING) {
            return;
        }
        batch = batch.entered(Batch.State.SETTLING, ending, parts.clock().instant());
        save();
    }

    private void settle() {
        Ending ending = batch.ending();
        if (ending == null) {
            throw new IllegalStateException(batch.id() + " is settling without an ending");
        }
        CallbackId parent = batch.parent();
        if (parent != null) {
            Answer answer = ending.error() == null
                    ? new Answer.Success(new JsonText(parts.gather().answer(batch, ending)))
                    : new Answer.Failure(ending.error(), ending.cause());
            // What came of it stands in the callback's record, and is the protocol's from here on.
            var settled = parts.settle().settle(new Address.ById(parent, callback -> true), answer);
            LOG.infof("%s: told its parent: %s", batch.id(), settled.getClass().getSimpleName());
        }
        batch = batch.entered(
                ending.error() == null ? Batch.State.SUCCEEDED : Batch.State.FAILED,
                ending,
                parts.clock().instant());
        save();
        LOG.infof(
                "%s: %s: %d runners, %d failed; %d items, %d failed",
                batch.id(), batch.state(), ending.batches(), ending.failed(), ending.items(), ending.failedItems());
    }
}
