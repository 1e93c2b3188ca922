package io.taskgate.callback.sweep;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.CallbackId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/// Runs what the sweep has decided and what may hang, each target's on threads of its own: a target that does
/// not answer holds its own places and nobody else's. Safe for many threads.
final class TargetExecutor {

    private static final Logger LOG = Logger.getLogger(TargetExecutor.class);

    /// Beside and behind those that run. What finds no place is begun in its next turn.
    private static final int WAITING = 1_000;

    private final int sideBySide;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param running places to run in
    /// @param atWork  whose work waits or runs
    private record Target(Semaphore running, Set<CallbackId> atWork) {}

    /// @param sideBySide how many run at once for each target
    TargetExecutor(int sideBySide) {
        this.sideBySide = sideBySide;
    }

    /// Begins work, and returns at once.
    ///
    /// @param target what may hang
    /// @param of     whose work: it is begun once at a time
    /// @return false where this record's work is under way already, or too much waits for the target
    boolean begin(String target, CallbackId of, Runnable work) {
        Target at = targets.computeIfAbsent(
                target, _ -> new Target(new Semaphore(sideBySide), ConcurrentHashMap.newKeySet()));
        if (at.atWork.size() >= WAITING || !at.atWork.add(of)) {
            return false;
        }
        threads.execute(() -> {
            try {
                run(at, of, work);
            } finally {
                at.atWork.remove(of);
            }
        });
        return true;
    }

    private static void run(Target at, CallbackId of, Runnable work) {
        at.running.acquireUninterruptibly();
        try {
            work.run();
        } catch (Ledger.LedgerUnavailableException e) {
            LOG.debugf("%s: %s; it is done in its next turn", of, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warnf(e, "%s: could not be dealt with; it is done in its next turn", of);
        } finally {
            at.running.release();
        }
    }

    boolean isIdle() {
        return targets.values().stream().allMatch(target -> target.atWork.isEmpty());
    }
}
