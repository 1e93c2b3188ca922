package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
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
}
