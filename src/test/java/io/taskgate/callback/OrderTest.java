package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderTest {

    private static final Instant T0 = Instant.parse("2026-08-02T10:00:00.000001Z");
    private static final Instant T1 = T0.plusSeconds(1);

    /// From the oldest to the newest: redrive decides first, then entry, then retry, then arrival.
    private static final List<Order> ASCENDING = List.of(
            Order.NONE,
            new Order(0, T0, 0, T0),
            new Order(0, T0, 0, T1),
            new Order(0, T0, 1, T0),
            new Order(0, T0, 10, T0),
            new Order(0, T1, 0, T0),
            new Order(1, T0, 0, T0),
            new Order(2, T0, 0, T0),
            new Order(10, T0, 0, T0));

    static Stream<Order> all() {
        return ASCENDING.stream();
    }

    @Test
    void sortsByRedriveThenEntryThenRetryThenArrival() {
        assertThat(ASCENDING.reversed().stream().sorted()).containsExactlyElementsOf(ASCENDING);
    }

    @Test
    void itsTextSortsAsItDoes() {
        assertThat(ASCENDING.stream().map(Order::encoded).toList()).isSorted();
    }

    @ParameterizedTest
    @MethodSource("all")
    void itsTextReadsBack(Order order) {
        assertThat(Order.decode(order.encoded())).isEqualTo(order);
    }

    @Test
    void twoThatCompareDifferentlyHaveTextsThatCompareDifferently() {
        Order first = new Order(0, T0, 0, T0);
        Order second = new Order(0, T0, 0, T0.plusNanos(1));
        assertThat(first.encoded().compareTo(second.encoded())).isEqualTo(first.compareTo(second));
    }

    /// The ledger compares texts, the gateway compares orders: where the two disagree, a registration never ends.
    @Test
    void promise6ItsTextComparesAsItDoesForAllInstants() {
        Random random = new Random(20260802);
        List<Instant> edges = List.of(
                Instant.MIN,
                Instant.MAX,
                Instant.EPOCH,
                Instant.EPOCH.minusNanos(1_000),
                Instant.parse("2286-11-20T17:46:39.999999Z"),
                Instant.parse("2286-11-20T17:46:40Z"),
                Instant.parse("2400-01-01T00:00:00Z"),
                Instant.parse("-0001-01-01T00:00:00Z"));
        List<Order> orders = new ArrayList<>();
        edges.forEach(first -> edges.forEach(second -> orders.add(new Order(0, first, 0, second))));
        for (int i = 0; i < 500; i++) {
            orders.add(new Order(count(random), instant(random), count(random), instant(random)));
        }
        for (Order left : orders) {
            assertThat(Order.decode(left.encoded())).isEqualTo(left);
            for (Order right : orders) {
                assertThat(Integer.signum(left.encoded().compareTo(right.encoded())))
                        .as("%s and %s", left, right)
                        .isEqualTo(Integer.signum(left.compareTo(right)));
            }
        }
    }

    private static int count(Random random) {
        return random.nextInt(1, 32) == 1 ? Integer.MAX_VALUE : random.nextInt(3);
    }

    private static Instant instant(Random random) {
        long seconds = switch (random.nextInt(3)) {
            case 0 -> random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
            case 1 -> random.nextLong(-3, 3);
            default -> random.nextLong(1_450_000_000L, 20_000_000_000L);
        };
        return Instant.ofEpochSecond(seconds, random.nextInt(3) * 1_000L);
    }
}
