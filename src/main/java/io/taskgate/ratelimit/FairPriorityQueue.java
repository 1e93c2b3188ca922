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
    private final int places;
    private int turns;

    /// @param places the capacity of each priority
    FairPriorityQueue(int places) {
        this.places = places;
    }

    boolean hasRoom(Priority lane) {
        return hasRoom(lane, 1);
    }

    /// Whether so many more have a place.
    boolean hasRoom(Priority lane, int more) {
        return of(lane).size() + more <= places;
    }

    void add(Priority lane, W waiter) {
        of(lane).add(waiter);
    }

    void remove(Priority lane, W waiter) {
        of(lane).remove(waiter);
    }

    /// Returns the next waiting call; empty for none.
    Optional<W> next() {
        SequencedSet<W> lane = turn();
        return lane.isEmpty() ? Optional.empty() : Optional.of(lane.getFirst());
    }

    /// Removes the call that [#next()] returned.
    void pass() {
        SequencedSet<W> lane = turn();
        if (!lane.isEmpty()) {
            lane.removeFirst();
        }
        turns = (turns + 1) % BACKLOGS_TURN;
    }

    private SequencedSet<W> turn() {
        boolean backlogs = turns == BACKLOGS_TURN - 1 && !backlog.isEmpty();
        return backlogs || fresh.isEmpty() ? backlog : fresh;
    }

    private SequencedSet<W> of(Priority lane) {
        return switch (lane) {
            case FRESH -> fresh;
            case BACKLOG -> backlog;
        };
    }
}
