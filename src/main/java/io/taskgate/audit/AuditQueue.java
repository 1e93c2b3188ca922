package io.taskgate.audit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// The lines on their way to one output: those that it could not take wait, and keep their order. For one thread at a
/// time.
final class AuditQueue {

    private static final int MOST_WAITING = 1_000;

    private final AuditOutput output;
    private final Deque<String> waiting = new ArrayDeque<>();

    AuditQueue(AuditOutput output) {
        this.output = output;
    }

    void add(String line) {
        waiting.add(line);
    }

    boolean isFull() {
        return waiting.size() >= MOST_WAITING;
    }

    int waiting() {
        return waiting.size();
    }

    /// Appends all lines that wait.
    void write() throws IOException {
        while (!waiting.isEmpty()) {
            output.append(waiting.getFirst());
            waiting.removeFirst();
        }
    }

    void close() throws IOException {
        output.close();
    }
}
