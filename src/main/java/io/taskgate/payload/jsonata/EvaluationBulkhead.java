package io.taskgate.payload.jsonata;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Limits the number of concurrent JSONata evaluations. An evaluation that does not end keeps its slot, so
/// that runaway evaluations stay limited. Thread-safe.
final class EvaluationBulkhead {

    /// The maximum heap of one evaluation, including all intermediate values.
    private static final long HEAP_PER_EVALUATION = 25L << 20;

    /// For the expressions of the configuration: 4 slots with the default heap of 102 MiB.
    static final EvaluationBulkhead ROUTES =
            new EvaluationBulkhead(() -> Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_PER_EVALUATION, 2, 16));

    static final EvaluationBulkhead PREVIEWS = new EvaluationBulkhead(() -> 2);
    static final EvaluationBulkhead GATHERS = new EvaluationBulkhead(() -> 2);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private final Set<String> callers = new HashSet<>();
    private final IntSupplier most;
    private int inUse;

    /// @param most computed on each call, because a native image must not keep values of the build machine
    EvaluationBulkhead(IntSupplier most) {
        this.most = most;
    }

    /// Waits for a slot.
    ///
    /// @param caller can hold one slot at a time; null for the gateway itself, which can hold all of them
    /// @return whether a slot was acquired in time; the caller must then [#release] it
    boolean tryAcquire(@Nullable String caller, Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (inUse >= most.getAsInt() || (caller != null && callers.contains(caller))) {
                if (left <= 0) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            inUse++;
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
            inUse--;
            if (caller != null) {
                callers.remove(caller);
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
