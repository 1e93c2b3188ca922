package io.taskgate.standin;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything that happens within one execution, one thing after the other: no two of its flows ever run at once, and
/// while it only waits there is no thread.
final class Strand {

    private final Queue<Runnable> due = new ArrayDeque<>(2);
    private final Consumer<RuntimeException> failed;
    private boolean busy;

    /// @param failed told of what a task throws
    Strand(Consumer<RuntimeException> failed) {
        this.failed = failed;
    }

    void execute(Runnable task) {
        synchronized (this) {
            due.add(task);
            if (busy) {
                return;
            }
            busy = true;
        }
        Thread.ofVirtual().start(this::drain);
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException thrown) {
                failed.accept(thrown);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = due.poll();
        busy = task != null;
        return task;
    }
}
