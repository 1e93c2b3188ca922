package io.taskgate.payload.shape;

import io.taskgate.payload.json.scan.JsonFragmentBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The buffers of one run over a text, one for each slot. A few are reused across shapes, so that a run
/// allocates only its result. Belongs to one run at a time.
final class ProjectionBuffers implements AutoCloseable {

    private static final int REUSED = 8;
    private static final int MAX_HELD = 1024 * 1024;
    private static final AtomicReferenceArray<ProjectionBuffers> POOL = new AtomicReferenceArray<>(REUSED);

    private static final JsonFragmentBuffer[] NONE = {};

    private JsonFragmentBuffer[] kept = NONE;
    private final List<JsonFragmentBuffer[]> parts = new ArrayList<>();
    private int most;
    private boolean[] found = {};

    private ProjectionBuffers() {}

    /// @param most the maximum size of each slot in bytes
    static ProjectionBuffers take(int slots, int most) {
        for (int i = 0; i < REUSED; i++) {
            ProjectionBuffers scratch = POOL.getAndSet(i, null);
            if (scratch != null) {
                return scratch.prepared(slots, most);
            }
        }
        return new ProjectionBuffers().prepared(slots, most);
    }

    private ProjectionBuffers prepared(int count, int most) {
        if (kept.length < count) {
            int before = kept.length;
            kept = Arrays.copyOf(kept, count);
            found = new boolean[count];
            for (int i = before; i < count; i++) {
                kept[i] = new JsonFragmentBuffer();
            }
        }
        this.most = most;
        for (int i = 0; i < count; i++) {
            kept[i].limit(most);
            found[i] = false;
        }
        return this;
    }

    /// Returns empty buffers for the fields of one object; only one set is open at each depth.
    JsonFragmentBuffer[] parts(int depth, int count) {
        if (count == 0) {
            return NONE;
        }
        while (parts.size() <= depth) {
            parts.add(NONE);
        }
        JsonFragmentBuffer[] here = parts.get(depth);
        if (here.length < count) {
            int before = here.length;
            here = Arrays.copyOf(here, count);
            for (int i = before; i < count; i++) {
                here[i] = new JsonFragmentBuffer();
            }
            parts.set(depth, here);
        }
        for (int i = 0; i < count; i++) {
            here[i].clear();
            here[i].limit(most);
        }
        return here;
    }

    JsonFragmentBuffer kept(int slot) {
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
        int held = cleared(kept);
        for (JsonFragmentBuffer[] each : parts) {
            held += cleared(each);
        }
        for (int i = 0; held <= MAX_HELD && i < REUSED; i++) {
            if (POOL.compareAndSet(i, null, this)) {
                return;
            }
        }
    }

    /// @return the memory that they keep, in bytes
    private static int cleared(JsonFragmentBuffer[] all) {
        int held = 0;
        for (JsonFragmentBuffer each : all) {
            each.clear();
            held += each.retainedBytes();
        }
        return held;
    }
}
