package io.taskgate.payload.jsonata;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// How many evaluations of JSONata run at the same time. An evaluation that does not end keeps its place, so
/// that there
/// are never many of them. Safe for many threads.
final class EvaluationBulkhead {

    /// What an evaluation may take of the heap, with all that it holds while it works.
    private static final long HEAP_OF_ONE = 25L << 20;

    /// For the expressions of the configuration: 4 at the shipped heap of 102 MiB.
    static final EvaluationBulkhead ROUTES =
            new EvaluationBulkhead(() -> Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_OF_ONE, 2, 16));

    static final EvaluationBulkhead PREVIEWS = new EvaluationBulkhead(() -> 2);
    static final EvaluationBulkhead GATHERS = new EvaluationBulkhead(() -> 2);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private final Set<String> callers = new HashSet<>();
    private final IntSupplier most;
    private int taken;

    /// @param most asked for anew: what belongs to the running machine must not be kept in a native image
    EvaluationBulkhead(IntSupplier most) {
        this.most = most;
    }

    /// Waits for a place.
    ///
    /// @param caller has one place at a time; null for the gateway itself, which may have them all
    /// @return whether there was one in time; then it must be given back with [#release]
    boolean take(@Nullable String caller, Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (taken >= most.getAsInt() || (caller != null && callers.contains(caller))) {
                if (left <= 0) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            taken++;
            if (caller != null) {
                callers.add(caller);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void release(@Nullable String caller) {
        lock.lock();
        try {
            taken--;
            if (caller != null) {
                callers.remove(caller);
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
