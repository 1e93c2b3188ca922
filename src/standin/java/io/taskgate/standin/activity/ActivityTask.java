package io.taskgate.standin.activity;

import java.util.Optional;
import java.util.function.Consumer;

/// A scheduled task of an activity, until a worker fetches it or its state no longer waits. Thread-safe.
public final class ActivityTask {

    private final String token;
    private final String input;
    private final Consumer<Optional<String>> fetched;
    private boolean open = true;

    /// @param fetched called once, with the name of the worker if it has one
    public ActivityTask(String token, String input, Consumer<Optional<String>> fetched) {
        this.token = token;
        this.input = input;
        this.fetched = fetched;
    }

    /// Returns false if the task is no longer available.
    synchronized boolean fetch(Optional<String> worker) {
        if (!open) {
            return false;
        }
        open = false;
        fetched.accept(worker);
        return true;
    }

    /// Withdraws the task, unless a worker has it.
    public synchronized void withdraw() {
        open = false;
    }

    public String token() {
        return token;
    }

    public String input() {
        return input;
    }
}
