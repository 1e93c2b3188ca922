package io.taskgate.callback.stepfunctions;

import static io.taskgate.callback.stepfunctions.SendTaskRateLimiter.Operation.FAILURE;
import static io.taskgate.callback.stepfunctions.SendTaskRateLimiter.Operation.HEARTBEAT;
import static io.taskgate.callback.stepfunctions.SendTaskRateLimiter.Operation.SUCCESS;
import static io.taskgate.ratelimit.Priority.BACKLOG;
import static io.taskgate.ratelimit.Priority.FRESH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.callback.stepfunctions.StepFunctions.Reply;
import io.taskgate.ratelimit.Priority;
import io.taskgate.testing.callback.FakeSleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendTaskRateLimiterTest {

    private static final Reply TAKEN = new Reply.Accepted();

    private final FakeSleeper pauses = new FakeSleeper();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private SendTaskRateLimiter quota(double burst, double refill) {
        return new SendTaskRateLimiter(
                new SendTaskRateLimiter.Limits(burst, refill, 1), pauses, new SimpleMeterRegistry());
    }

    private Future<Optional<Reply>> sending(SendTaskRateLimiter quota, Priority priority) {
        return threads.submit(() -> quota.send(SUCCESS, priority, () -> TAKEN));
    }

    /// Advances the clock until the call has its reply.
    private Optional<Reply> awaited(Future<Optional<Reply>> call) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            if (pauses.isLookedAt()) {
                pauses.advance(Duration.ofMillis(10));
            }
            return call.isDone();
        });
        return call.resultNow();
    }

    @Test
    void aCallWithinTheBurstGoesAtOnce() throws InterruptedException {
        assertThat(quota(1, 1).send(SUCCESS, FRESH, () -> TAKEN)).contains(TAKEN);
    }

    @Test
    void theShareIsOfTheBurstToo() throws InterruptedException {
        SendTaskRateLimiter half = new SendTaskRateLimiter(
                new SendTaskRateLimiter.Limits(4, 0.001, 0.5), pauses, new SimpleMeterRegistry());
        half.send(SUCCESS, FRESH, () -> TAKEN);
        half.send(SUCCESS, FRESH, () -> TAKEN);

        assertThat(awaited(sending(half, FRESH))).isEmpty();
    }

    @Test
    void oneBeyondTheBurstWaitsForAToken() throws InterruptedException {
        SendTaskRateLimiter quota = quota(1, 2);
        quota.send(SUCCESS, FRESH, () -> TAKEN);

        Future<Optional<Reply>> second = sending(quota, FRESH);

        assertThat(awaited(second)).contains(TAKEN);
        assertThat(pauses.nanoTime()).isGreaterThanOrEqualTo(500_000_000L);
    }

    @Test
    void whereNoTokenComesInTimeNothingIsSent() throws InterruptedException {
        SendTaskRateLimiter quota = quota(1, 0.001);
        quota.send(SUCCESS, FRESH, () -> TAKEN);
        AtomicInteger sent = new AtomicInteger();

        Future<Optional<Reply>> second = threads.submit(() -> quota.send(SUCCESS, FRESH, () -> {
            sent.incrementAndGet();
            return TAKEN;
        }));

        assertThat(awaited(second)).isEmpty();
        assertThat(sent).hasValue(0);
        assertThat(pauses.nanoTime()).isLessThan(2_000_000_000L);
    }

    @Test
    void everyOperationHasABucketOfItsOwn() throws InterruptedException {
        SendTaskRateLimiter quota = quota(1, 0.001);

        assertThat(quota.send(HEARTBEAT, FRESH, () -> TAKEN)).contains(TAKEN);
        assertThat(quota.send(FAILURE, FRESH, () -> TAKEN)).contains(TAKEN);
        assertThat(quota.send(SUCCESS, FRESH, () -> TAKEN)).contains(TAKEN);
    }

    @Test
    void aThrottledReplySlowsItsOwnOperationDown() throws InterruptedException {
        SendTaskRateLimiter quota = quota(10, 0.001);
        Reply throttled = new Reply.NotApplied("ThrottlingException", true);

        assertThat(quota.send(SUCCESS, FRESH, () -> throttled)).contains(throttled);

        assertThat(awaited(sending(quota, FRESH))).isEmpty();
        assertThat(quota.send(HEARTBEAT, FRESH, () -> TAKEN)).contains(TAKEN);
    }

    @Test
    void noConnectionSlowsNothingDown() throws InterruptedException {
        SendTaskRateLimiter quota = quota(10, 0.001);
        quota.send(SUCCESS, FRESH, () -> new Reply.NotApplied("ConnectException", false));

        assertThat(quota.send(SUCCESS, FRESH, () -> TAKEN)).contains(TAKEN);
    }

    @Test
    void aFullLaneIsRefusedAtOnceAndTheOtherIsNot() throws InterruptedException {
        SendTaskRateLimiter quota = quota(1, 0.001);
        quota.send(SUCCESS, FRESH, () -> TAKEN);
        List<Future<Optional<Reply>>> waiting = new ArrayList<>();
        for (int place = 0; place < 256; place++) {
            waiting.add(sending(quota, BACKLOG));
        }
        await().until(() -> !quota.hasCapacity(SUCCESS, BACKLOG));

        assertThat(quota.send(SUCCESS, BACKLOG, () -> TAKEN)).isEmpty();
        assertThat(quota.hasCapacity(SUCCESS, FRESH)).isTrue();

        waiting.forEach(call -> assertThat(awaited(call)).isEmpty());
        assertThat(quota.hasCapacity(SUCCESS, BACKLOG)).isTrue();
    }

    @Test
    void freshWorkOvertakesTheBacklog() throws InterruptedException {
        SendTaskRateLimiter quota = quota(1, 2);
        quota.send(SUCCESS, FRESH, () -> TAKEN);
        List<Priority> order = new CopyOnWriteArrayList<>();
        waiting(quota, BACKLOG, order);
        waiting(quota, FRESH, order);

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            pauses.advance(Duration.ofMillis(10));
            return order.size() == 2;
        });

        assertThat(order).containsExactly(FRESH, BACKLOG);
    }

    private void waiting(SendTaskRateLimiter quota, Priority priority, List<Priority> order) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                quota.send(SUCCESS, priority, () -> {
                    order.add(priority);
                    return TAKEN;
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void heartbeatsThatHangLeaveCallsForCompletions() throws InterruptedException {
        SendTaskRateLimiter quota = quota(1000, 1000);
        CountDownLatch hanging = new CountDownLatch(64);
        CompletableFuture<Reply> replies = new CompletableFuture<>();
        List<Future<Optional<Reply>>> hung = new ArrayList<>();
        for (int beat = 0; beat < 64; beat++) {
            hung.add(threads.submit(() -> quota.send(HEARTBEAT, FRESH, () -> {
                hanging.countDown();
                return replies.join();
            })));
        }
        hanging.await();

        Future<Optional<Reply>> oneMore = threads.submit(() -> quota.send(HEARTBEAT, FRESH, () -> TAKEN));
        assertThat(awaited(oneMore)).isEmpty();
        assertThat(quota.send(SUCCESS, FRESH, () -> TAKEN)).contains(TAKEN);

        replies.complete(TAKEN);
        hung.forEach(call -> assertThat(awaited(call)).contains(TAKEN));
        assertThat(quota.send(HEARTBEAT, FRESH, () -> TAKEN)).contains(TAKEN);
    }

    @Test
    void aCallThatBreaksGivesItsPlaceBack() throws InterruptedException {
        SendTaskRateLimiter quota = quota(1000, 1000);
        for (int call = 0; call < 65; call++) {
            Future<Optional<Reply>> broken = threads.submit(() -> quota.send(HEARTBEAT, FRESH, () -> {
                throw new IllegalStateException("broken");
            }));
            await().until(broken::isDone);
            assertThat(broken.exceptionNow()).hasMessage("broken");
        }

        assertThat(quota.send(HEARTBEAT, FRESH, () -> TAKEN)).contains(TAKEN);
    }
}
