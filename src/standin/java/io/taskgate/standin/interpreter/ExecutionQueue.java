package io.taskgate.standin.interpreter;

import io.taskgate.standin.realm.Realm;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs everything that happens within one execution in sequence: two of its flows never run at the same
/// time, and while it only waits, it uses no thread.
public final class ExecutionQueue {

    private final Queue<Runnable> due = new ArrayDeque<>(2);
    private final Consumer<RuntimeException> failed;
    private final Runnable whenIdle;
    private boolean busy;

    /// @param failed receives the exceptions of tasks
    /// @param whenIdle runs whenever no task is due, before any other task
    public ExecutionQueue(Consumer<RuntimeException> failed, Runnable whenIdle) {
        this.failed = failed;
        this.whenIdle = whenIdle;
    }

    public void execute(Runnable task) {
        synchronized (this) {
            due.add(task);
            if (busy) {
                return;
            }
            busy = true;
        }
        Thread.ofVirtual().start(Realm.bound(this::drain));
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
                if (isLast()) {
                    whenIdle.run();
                }
            } catch (RuntimeException thrown) {
                failed.accept(thrown);
            }
        }
    }

    private synchronized boolean isLast() {
        return due.isEmpty();
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = due.poll();
        busy = task != null;
        return task;
    }
}
