package io.taskgate.callback.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenOrderTest {

    private static final Instant T0 = Instant.parse("2026-08-02T10:00:00.000001Z");
    private static final Instant T1 = T0.plusSeconds(1);

    /// Tests the order within an execution, from the oldest to the newest: redrive count, then entry time,
    /// then retry count, then arrival.
    private static final List<TokenOrder> ASCENDING = List.of(
            TokenOrder.NONE,
            new TokenOrder(0, T0, 0, T0),
            new TokenOrder(0, T0, 0, T1),
            new TokenOrder(0, T0, 1, T0),
            new TokenOrder(0, T0, 10, T0),
            new TokenOrder(0, T1, 0, T0),
            new TokenOrder(1, T0, 0, T0),
            new TokenOrder(2, T0, 0, T0),
            new TokenOrder(10, T0, 0, T0));

    static Stream<TokenOrder> all() {
        return ASCENDING.stream();
    }

    @Test
    void withinAnExecutionRedriveThenEntryThenRetryThenArrivalDecide() {
        for (int newer = 1; newer < ASCENDING.size(); newer++) {
            for (int older = 0; older < newer; older++) {
                assertThat(ASCENDING.get(newer).isNewerThan(ASCENDING.get(older), true))
                        .isTrue();
                assertThat(ASCENDING.get(older).isNewerThan(ASCENDING.get(newer), true))
                        .isFalse();
            }
            assertThat(ASCENDING.get(newer).isNewerThan(ASCENDING.get(newer), true))
                    .isFalse();
        }
    }

    /// The redrive count of another execution has no effect on the order.
    @Test
    void betweenExecutionsEntryDecidesAndThenArrival() {
        TokenOrder redriven = new TokenOrder(7, T0, 3, T0);
        assertThat(new TokenOrder(0, T1, 0, T0).isNewerThan(redriven, false)).isTrue();
        assertThat(redriven.isNewerThan(new TokenOrder(0, T1, 0, T0), false)).isFalse();
        assertThat(new TokenOrder(0, T0, 0, T1).isNewerThan(redriven, false)).isTrue();
        assertThat(new TokenOrder(9, T0, 9, T0).isNewerThan(redriven, false)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void itsTextReadsBack(TokenOrder order) {
        assertThat(TokenOrder.decode(order.encoded())).isEqualTo(order);
    }

    @Test
    void allInstantsReadBack() {
        Random random = new Random(20260802);
        for (Instant edge : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.EPOCH.minusNanos(1_000))) {
            TokenOrder order = new TokenOrder(0, edge, 0, edge);
            assertThat(TokenOrder.decode(order.encoded())).isEqualTo(order);
        }
        for (int i = 0; i < 500; i++) {
            TokenOrder order = new TokenOrder(count(random), instant(random), count(random), instant(random));
            assertThat(TokenOrder.decode(order.encoded())).isEqualTo(order);
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
