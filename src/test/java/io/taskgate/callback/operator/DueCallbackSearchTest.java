package io.taskgate.callback.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.InMemoryOpenCallbackIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests the search of open callbacks in the order of what is due next.
class DueCallbackSearchTest {

    private static final Instant T0 = Instant.parse("2026-12-01T10:00:00Z");

    private final InMemoryOpenCallbackIndex index = new InMemoryOpenCallbackIndex();
    private final DueCallbackSearch search = new DueCallbackSearch(index);

    private Callback put(String key, Instant due) {
        Callback callback = open(key, due);
        index.put(callback);
        return callback;
    }

    static Callback open(String key, Instant due) {
        return new CallbackBuilder(
                        GatewayFixture.IDS.ofCorrelation("tests", "orders", "approve", key),
                        "tests",
                        "orders",
                        "approve",
                        CallbackState.PENDING,
                        T0)
                .correlationKey(key)
                .generation(1)
                .dueAt(due)
                .build();
    }

    private List<Callback> readAll(Predicate<Callback> matches, int limit) {
        List<Callback> all = new ArrayList<>();
        String cursor = null;
        do {
            DueCallbackSearch.Result page = search.search(matches, limit, cursor);
            assertThat(page.callbacks()).hasSizeLessThanOrEqualTo(limit);
            assertThat(page.searchedUntil() == null).isEqualTo(page.cursor() == null);
            all.addAll(page.callbacks());
            cursor = page.cursor();
        } while (cursor != null);
        return all;
    }

    @Test
    void pagesGiveEachCallbackOnceInTheOrderOfDueTimes() {
        List<Callback> put = IntStream.range(0, 700)
                .mapToObj(i -> put("order-" + i, T0.plusSeconds((i * 7919L) % 701)))
                .toList();

        List<Callback> read = readAll(_ -> true, 30);

        assertThat(read).containsExactlyInAnyOrderElementsOf(put);
        assertThat(read).extracting(Callback::dueAt).isSorted();
    }

    @Test
    void manyCallbacksThatAreDueAtOnceAreAllFound() {
        List<Callback> put =
                IntStream.range(0, 500).mapToObj(i -> put("order-" + i, T0)).toList();

        assertThat(readAll(_ -> true, 17)).containsExactlyInAnyOrderElementsOf(put);
    }

    @Test
    void aSearchThatFindsLittleEndsAndSaysHowFarItCame() {
        IntStream.range(0, 1_000).forEach(i -> put("order-" + i, T0.plusSeconds(i)));

        DueCallbackSearch.Result page = search.search(_ -> false, 50, null);

        assertThat(page.callbacks()).isEmpty();
        assertThat(page.cursor()).isNotNull();
        assertThat(page.searchedUntil()).isBetween(T0.plusSeconds(100), T0.plusSeconds(200));
        assertThat(index.pages()).isEqualTo(index.partitions());
        assertThat(index.found()).isLessThanOrEqualTo(DueCallbackSearch.MAX_EXAMINED);
    }

    @Test
    void aPartitionWithEverythingHidesNothingOfTheOthers() {
        List<Callback> put = IntStream.range(0, 2_000)
                .mapToObj(i -> open("order-" + i, T0.plusSeconds(i)))
                .filter(callback -> Math.floorMod(callback.id().value().hashCode(), 4) == 1)
                .toList();
        put.forEach(index::put);
        Callback other = open("other", T0.plusSeconds(1_500));
        index.put(other);

        assertThat(readAll(_ -> true, 500))
                .hasSize(put.size() + 1)
                .contains(other)
                .extracting(Callback::dueAt)
                .isSorted();
    }

    @Test
    void aCursorSurvivesWrites() {
        List<Callback> put = IntStream.range(0, 60)
                .mapToObj(i -> put("order-" + i, T0.plusSeconds(i)))
                .toList();
        DueCallbackSearch.Result first = search.search(_ -> true, 20, null);
        put.subList(15, 25).forEach(index::remove);
        Callback later = put("late", T0.plusSeconds(30).plusMillis(1));

        DueCallbackSearch.Result next = search.search(_ -> true, 500, cursor(first));

        assertThat(next.callbacks())
                .containsAll(put.subList(25, 60))
                .contains(later)
                .hasSize(36);
        assertThat(next.cursor()).isNull();
    }

    @Test
    void aCallbackThatHasEndedSinceIsLeftOut() {
        Callback ended = put("ended", T0);
        index.change(ended.toBuilder().state(CallbackState.DELIVERED).build());

        assertThat(readAll(_ -> true, 10)).isEmpty();
    }

    @Test
    void anotherTextIsNoCursor() {
        assertThatThrownBy(() -> search.search(_ -> true, 10, "somewhere"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search.search(_ -> true, 10, "1.0,0=cb_short"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static @Nullable String cursor(DueCallbackSearch.Result page) {
        return page.cursor();
    }
}
