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

/// Runs actions of the sweep that may hang, with a bounded number of threads for each target: a target that
/// does not respond delays no other. Thread-safe.
final class TargetExecutor {

    private static final Logger LOG = Logger.getLogger(TargetExecutor.class);

    /// The largest number of actions that wait for a target. An action above it is started in a later pass.
    private static final int WAITING = 1_000;

    private final int sideBySide;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// The actions of one target.
    ///
    /// @param running the permits to run
    /// @param inFlight the callbacks whose action waits or runs
    private record Target(Semaphore running, Set<CallbackId> inFlight) {}

    /// Creates an executor.
    ///
    /// @param sideBySide the largest number of concurrent actions of one target
    TargetExecutor(int sideBySide) {
        this.sideBySide = sideBySide;
    }

    /// Starts an action and returns at once.
    ///
    /// @param target the target, which may hang
    /// @param of the callback: it has one action at a time
    /// @return false if this callback has an action already, or too many wait for the target
    boolean submit(String target, CallbackId of, Runnable work) {
        Target at = targets.computeIfAbsent(
                target, _ -> new Target(new Semaphore(sideBySide), ConcurrentHashMap.newKeySet()));
        if (at.inFlight.size() >= WAITING || !at.inFlight.add(of)) {
            return false;
        }
        threads.execute(() -> {
            try {
                run(at, of, work);
            } finally {
                at.inFlight.remove(of);
            }
        });
        return true;
    }

    private static void run(Target at, CallbackId of, Runnable work) {
        at.running.acquireUninterruptibly();
        try {
            work.run();
        } catch (Ledger.LedgerUnavailableException e) {
            LOG.debugf("Action failed; the next pass will retry it: callbackId=%s cause=%s", of, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warnf(e, "Action failed unexpectedly; the next pass will retry it: callbackId=%s", of);
        } finally {
            at.running.release();
        }
    }

    boolean isIdle() {
        return targets.values().stream().allMatch(target -> target.inFlight.isEmpty());
    }
}
