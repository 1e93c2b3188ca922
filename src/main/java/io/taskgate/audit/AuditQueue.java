package io.taskgate.audit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// The pending lines of one output. Lines that could not be written stay in order. Not thread-safe.
final class AuditQueue {

    private static final int MAX_WAITING = 1_000;

    private final AuditOutput output;
    private final Deque<String> waiting = new ArrayDeque<>();

    AuditQueue(AuditOutput output) {
        this.output = output;
    }

    void add(String line) {
        waiting.add(line);
    }

    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    int waiting() {
        return waiting.size();
    }

    /// Appends all pending lines.
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
