package io.taskgate.callback.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.BulkOperator.BulkResult;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import io.taskgate.runtime.Sleeper;
import io.taskgate.testing.callback.FakeSleeper;
import io.taskgate.testing.callback.InMemoryOpenCallbackIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests one action on many callbacks.
class BulkOperatorTest {

    private static final Instant T0 = Instant.parse("2026-12-01T10:00:00Z");

    private final InMemoryOpenCallbackIndex index = new InMemoryOpenCallbackIndex();
    private final BulkOperator bulk = new BulkOperator(new DueCallbackSearch(index), index, Sleeper.REAL);

    private List<Callback> put(int number) {
        List<Callback> put = IntStream.range(0, number)
                .mapToObj(i -> DueCallbackSearchTest.open("order-" + i, T0.plusSeconds(i)))
                .toList();
        put.forEach(index::put);
        return put;
    }

    @Test
    void aFilterFindsAllMatches() {
        put(900);

        BulkOperator.Selection found = bulk.select(
                callback -> String.valueOf(callback.correlationKey()).endsWith("7"));

        assertThat(found.callbacks()).hasSize(90);
        assertThat(found.isComplete()).isTrue();
    }

    @Test
    void aSelectionIsBounded() {
        put(BulkOperator.MAX_CALLBACKS + 1);

        BulkOperator.Selection found = bulk.select(_ -> true);

        assertThat(found.callbacks()).hasSize(BulkOperator.MAX_CALLBACKS);
        assertThat(found.isComplete()).isFalse();
    }

    @Test
    void aSelectionThatFindsLittleEnds() {
        put(6_000);

        BulkOperator.Selection found = bulk.select(_ -> false);

        assertThat(found.callbacks()).isEmpty();
        assertThat(found.isComplete()).isFalse();
        assertThat(index.found()).isLessThanOrEqualTo(BulkOperator.MAX_SEARCHES * DueCallbackSearch.MAX_EXAMINED);
    }

    @Test
    void eachCallbackHasItsResultInOrder() {
        List<CallbackId> ids = put(100).stream().map(Callback::id).toList();
        List<CallbackId> told = new ArrayList<>();

        bulk.act(
                ids,
                id -> {
                    if (id.equals(ids.get(40))) {
                        throw new LedgerUnavailableException("throttled");
                    }
                    return new OperatorResult.Unknown();
                },
                (id, result) -> {
                    told.add(id);
                    assertThat(result)
                            .isInstanceOf(
                                    id.equals(ids.get(40)) ? BulkResult.Unavailable.class : BulkResult.Acted.class);
                });

        assertThat(told).isEqualTo(ids);
    }

    @Test
    void afterTheTimeNoFurtherActionBegins() {
        FakeSleeper time = new FakeSleeper();
        BulkOperator slow = new BulkOperator(new DueCallbackSearch(index), index, time);
        List<CallbackId> ids = put(100).stream().map(Callback::id).toList();
        List<BulkResult> results = new ArrayList<>();

        slow.act(
                ids,
                _ -> {
                    time.advance(Duration.ofSeconds(20));
                    return new OperatorResult.Unknown();
                },
                (_, result) -> results.add(result));

        assertThat(results).hasSize(100);
        assertThat(results).anyMatch(BulkResult.Acted.class::isInstance);
        assertThat(results.subList(16, 100)).allMatch(BulkResult.NotTried.class::isInstance);
    }

    /// For example because the audit log can't be written.
    @Test
    void noActionBeginsAfterAResultCouldNotBeTaken() {
        List<CallbackId> ids = put(500).stream().map(Callback::id).toList();
        AtomicInteger acted = new AtomicInteger();
        CountDownLatch refused = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        // The others end when the caller waits for their end.
        Thread.ofVirtual().start(() -> {
            awaitZero(refused);
            await().until(() ->
                    caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING);
            waits.countDown();
        });

        assertThatThrownBy(() -> bulk.act(
                        ids,
                        id -> {
                            acted.incrementAndGet();
                            if (!id.equals(ids.getFirst())) {
                                awaitZero(waits);
                            }
                            return new OperatorResult.Unknown();
                        },
                        (_, _) -> {
                            refused.countDown();
                            throw new IllegalStateException("refused");
                        }))
                .hasMessage("refused");

        assertThat(acted.get()).isLessThanOrEqualTo(17);
    }

    @Test
    void aBoundedNumberIsActedOnAtOnce() {
        List<CallbackId> ids = put(64).stream().map(Callback::id).toList();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch sixteen = new CountDownLatch(16);

        bulk.act(
                ids,
                _ -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    sixteen.countDown();
                    awaitZero(sixteen);
                    running.decrementAndGet();
                    return new OperatorResult.Unknown();
                },
                (_, _) -> {});

        assertThat(most).hasValue(16);
    }

    private static void awaitZero(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
