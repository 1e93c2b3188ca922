package io.taskgate.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What was applied, in order: every SendTask* taken and every execution's end. A load test compares the gateway's
/// ledger with this; a lost reply cannot make it lie, because a line is written when the change is made.
public final class Truth {

    private final List<String> lines = new ArrayList<>();
    private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();

    Truth() {}

    synchronized void add(ObjectNode line) {
        String text = line.put("seq", lines.size() + 1).toString();
        lines.add(text);
        followers.forEach(follower -> follower.accept(text));
    }

    /// JSON Lines, oldest first.
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// Hands over all there is, then each new line, until closed. `follower` must not block.
    synchronized Runnable follow(Consumer<String> follower) {
        lines.forEach(follower);
        followers.add(follower);
        return () -> followers.remove(follower);
    }
}
