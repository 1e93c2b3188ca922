package io.taskgate.ratelimit;

import static io.taskgate.ratelimit.Priority.BACKLOG;
import static io.taskgate.ratelimit.Priority.FRESH;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairPriorityQueueTest {

    private final FairPriorityQueue<String> lanes = new FairPriorityQueue<>(5);

    private List<String> all() {
        List<String> order = new ArrayList<>();
        for (Optional<String> next = lanes.next(); next.isPresent(); next = lanes.next()) {
            order.add(next.get());
            lanes.removeNext();
        }
        return order;
    }

    @Test
    void freshWorkGoesFirstAndEveryFourthTurnIsTheBacklogs() {
        for (String old : List.of("old1", "old2", "old3")) {
            lanes.add(BACKLOG, old);
        }
        for (String fresh : List.of("a", "b", "c", "d", "e")) {
            lanes.add(FRESH, fresh);
        }

        assertThat(all()).containsExactly("a", "b", "c", "old1", "d", "e", "old2", "old3");
    }

    @Test
    void aLaneAloneHasEveryTurn() {
        for (String old : List.of("1", "2", "3", "4", "5")) {
            lanes.add(BACKLOG, old);
        }
        assertThat(all()).containsExactly("1", "2", "3", "4", "5");

        for (String fresh : List.of("a", "b", "c", "d", "e")) {
            lanes.add(FRESH, fresh);
        }
        assertThat(all()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void whoLeavesHasNoTurn() {
        lanes.add(FRESH, "a");
        lanes.add(FRESH, "b");
        lanes.remove(FRESH, "a");

        assertThat(all()).containsExactly("b");
    }

    @Test
    void eachLaneHasItsOwnPlaces() {
        for (int waiter = 0; waiter < 5; waiter++) {
            assertThat(lanes.hasRoom(FRESH)).isTrue();
            lanes.add(FRESH, "w" + waiter);
        }

        assertThat(lanes.hasRoom(FRESH)).isFalse();
        assertThat(lanes.hasRoom(BACKLOG)).isTrue();
    }
}
