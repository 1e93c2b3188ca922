package io.taskgate.payload;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// What a run over a text needs only while it runs: what is kept for each slot. A few are reused, whatever the shape,
/// so that a run makes no garbage but its result. Belongs to one run at a time.
final class Scratch implements AutoCloseable {

    private static final int REUSED = 8;
    private static final int MOST_HELD = 1024 * 1024;
    private static final AtomicReferenceArray<Scratch> POOL = new AtomicReferenceArray<>(REUSED);

    private Kept[] kept = {};
    private boolean[] found = {};

    private Scratch() {}

    /// @param most bytes for each slot
    static Scratch take(int slots, int most) {
        for (int i = 0; i < REUSED; i++) {
            Scratch scratch = POOL.getAndSet(i, null);
            if (scratch != null) {
                return scratch.prepared(slots, most);
            }
        }
        return new Scratch().prepared(slots, most);
    }

    private Scratch prepared(int count, int most) {
        if (kept.length < count) {
            int before = kept.length;
            kept = Arrays.copyOf(kept, count);
            found = new boolean[count];
            for (int i = before; i < count; i++) {
                kept[i] = new Kept();
            }
        }
        for (int i = 0; i < count; i++) {
            kept[i].limit(most);
            found[i] = false;
        }
        return this;
    }

    Kept kept(int slot) {
        return kept[slot];
    }

    boolean found(int slot) {
        return found[slot];
    }

    void find(int slot) {
        found[slot] = true;
    }

    @Override
    public void close() {
        int held = 0;
        for (Kept each : kept) {
            each.clear();
            held += each.held();
        }
        for (int i = 0; held <= MOST_HELD && i < REUSED; i++) {
            if (POOL.compareAndSet(i, null, this)) {
                return;
            }
        }
    }
}
