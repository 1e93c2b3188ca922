package io.taskgate.ratelimit;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/// Who waits, and whose turn it is: fresh work before the backlog, but every fourth turn is the backlog's, so
/// that it moves under any load. Within a lane the one goes first that came first. Bounded. Not safe for many
/// threads.
final class FairPriorityQueue<W> {

    private static final int BACKLOGS_TURN = 4;

    private final SequencedSet<W> fresh = new LinkedHashSet<>();
    private final SequencedSet<W> backlog = new LinkedHashSet<>();
    private final int places;
    private int turns;

    /// @param places in each lane
    FairPriorityQueue(int places) {
        this.places = places;
    }

    boolean hasRoom(Priority lane) {
        return of(lane).size() < places;
    }

    void add(Priority lane, W waiter) {
        of(lane).add(waiter);
    }

    void remove(Priority lane, W waiter) {
        of(lane).remove(waiter);
    }

    /// Whose turn it is; empty where nobody waits.
    Optional<W> next() {
        SequencedSet<W> lane = turn();
        return lane.isEmpty() ? Optional.empty() : Optional.of(lane.getFirst());
    }

    /// [#next()] has had its turn.
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
