package io.taskgate.ratelimit;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/// A bounded queue of waiting calls: fresh work before the backlog, but every fourth turn belongs to the
/// backlog, so that it progresses under any load. First in, first out within a priority. Not thread-safe.
final class FairPriorityQueue<W> {

    private static final int BACKLOGS_TURN = 4;

    private final SequencedSet<W> fresh = new LinkedHashSet<>();
    private final SequencedSet<W> backlog = new LinkedHashSet<>();
    private final int capacity;
    private int turns;

    /// @param capacity the capacity of each priority
    FairPriorityQueue(int capacity) {
        this.capacity = capacity;
    }

    boolean hasRoom(Priority priority) {
        return hasRoom(priority, 1);
    }

    /// Returns whether the queue has room for this number of calls.
    boolean hasRoom(Priority priority, int more) {
        return of(priority).size() + more <= capacity;
    }

    void add(Priority priority, W waiter) {
        of(priority).add(waiter);
    }

    void remove(Priority priority, W waiter) {
        of(priority).remove(waiter);
    }

    /// Returns the next waiting call; empty for none.
    Optional<W> next() {
        SequencedSet<W> lane = nextLane();
        return lane.isEmpty() ? Optional.empty() : Optional.of(lane.getFirst());
    }

    /// Removes the call that [#next()] returned.
    void removeNext() {
        SequencedSet<W> lane = nextLane();
        if (!lane.isEmpty()) {
            lane.removeFirst();
        }
        turns = (turns + 1) % BACKLOGS_TURN;
    }

    private SequencedSet<W> nextLane() {
        boolean backlogs = turns == BACKLOGS_TURN - 1 && !backlog.isEmpty();
        return backlogs || fresh.isEmpty() ? backlog : fresh;
    }

    private SequencedSet<W> of(Priority priority) {
        return switch (priority) {
            case FRESH -> fresh;
            case BACKLOG -> backlog;
        };
    }
}
