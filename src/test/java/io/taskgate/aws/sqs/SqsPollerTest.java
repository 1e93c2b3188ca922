package io.taskgate.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.runtime.Sleeper;
import io.taskgate.testing.aws.FakeSqs;
import io.taskgate.testing.callback.FakeSleeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;

/// Tests polling under failures.
class SqsPollerTest {

    private static final int IN_WORK = 64;

    private final FakeSqs sqs = new FakeSqs();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final FakeSleeper pauses = new FakeSleeper();
    private volatile Runnable onPause = () -> {};
    private final SqsPoller poll =
            new SqsPoller(new SqsQueueClient(sqs, meters), "events", Duration.ofSeconds(2), hooked(), Sleeper.REAL);
    private final List<Message<String>> taken = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        poll.stop(Duration.ZERO);
    }

    /// Runs an action during a pause.
    private Sleeper hooked() {
        return new Sleeper() {
            @Override
            public long nanoTime() {
                return pauses.nanoTime();
            }

            @Override
            public void sleep(Duration duration) {
                onPause.run();
                pauses.sleep(duration);
            }

            @Override
            public void await(Condition condition, long nanos) throws InterruptedException {
                pauses.await(condition, nanos);
            }

            @Override
            public <T> T await(CompletableFuture<T> future, Duration atMost)
                    throws InterruptedException, ExecutionException, TimeoutException {
                return pauses.await(future, atMost);
            }
        };
    }

    private void polling() {
        poll.publisher().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Message<String> message) {
                taken.add(message);
            }

            @Override
            public void onError(Throwable failure) {
                throw new IllegalStateException("The channel failed.", failure);
            }

            @Override
            public void onComplete() {
                throw new IllegalStateException("The channel ended.");
            }
        });
    }

    private void put(int number) {
        for (int message = 0; message < number; message++) {
            sqs.put("m" + message);
        }
    }

    private void awaitTaken(int number) {
        await().until(() -> taken.size() == number);
    }

    private Message<String> message(String id) {
        return taken.stream()
                .filter(message -> message.getPayload().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void awaitFailure(String description) {
        await().untilAsserted(() -> assertThat(poll.health().failure()).contains(description));
    }

    private static SqsException denied() {
        return (SqsException) SqsException.builder()
                .statusCode(403)
                .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode("AccessDenied").build())
                .build();
    }

    /// Makes polling pause after a failure until the returned latch is counted down.
    private CountDownLatch pausedByFailure() {
        CountDownLatch end = new CountDownLatch(1);
        onPause = () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        return end;
    }

    @Test
    void aQueueThatRejectsTheFirstPollHoldsBackReadiness() {
        AtomicBoolean granted = new AtomicBoolean();
        sqs.failing(() -> granted.get() ? null : denied());
        CountDownLatch pause = pausedByFailure();
        polling();

        awaitFailure("AccessDenied (403)");
        assertThat(poll.health().isReady()).isFalse();
        assertThat(poll.isAlive()).isTrue();

        granted.set(true);
        pause.countDown();
        put(1);
        awaitTaken(1);
        assertThat(poll.health().isReady()).isTrue();
        assertThat(poll.health().failure()).isNull();
    }

    @Test
    void readinessDoesNotFallOnceTheQueueHasAnswered() {
        AtomicBoolean granted = new AtomicBoolean(true);
        sqs.failing(() -> granted.get() ? null : denied());
        pausedByFailure();
        polling();
        put(1);
        awaitTaken(1);

        granted.set(false);
        put(1);

        awaitFailure("AccessDenied (403)");
        assertThat(poll.health().isReady()).isTrue();
    }

    @Test
    void anOutageOfSqsIsNamedAndHoldsNothingBack() {
        sqs.failing(() -> SdkClientException.create("connection refused"));
        pausedByFailure();
        polling();

        awaitFailure("SdkClientException");
        assertThat(poll.health().isReady()).isTrue();
        assertThat(poll.isAlive()).isTrue();
    }

    @Test
    void anOutageOfAnHourIsSatOutAndThenEveryMessageComesInOrder() {
        long hour = Duration.ofHours(1).toNanos();
        sqs.failing(() -> pauses.nanoTime() < hour ? SdkClientException.create("connection refused") : null);
        put(3);

        polling();

        awaitTaken(3);
        assertThat(taken).extracting(Message::getPayload).containsExactly("m0", "m1", "m2");
        assertThat(pauses.made()).hasSizeGreaterThan(180).allMatch(pause -> pause.toSeconds() <= 20);
    }

    @Test
    void aRefusalIsSatOutTheSameWay() {
        AtomicInteger refusals = new AtomicInteger();
        sqs.failing(() -> refusals.incrementAndGet() <= 5
                ? SqsException.builder().statusCode(403).message("no").build()
                : null);
        put(1);

        polling();

        awaitTaken(1);
        assertThat(pauses.made())
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(16));
    }

    @Test
    void anErrorOfThisProcessDoesNotEndPolling() {
        AtomicInteger errors = new AtomicInteger();
        sqs.failing(() -> errors.incrementAndGet() == 1 ? new NoClassDefFoundError("some") : null);
        put(1);

        polling();

        awaitTaken(1);
    }

    @Test
    void everyMessageOfABatchHasItsOwnEnd() {
        put(3);
        polling();
        awaitTaken(3);

        message("m0").ack();
        message("m1").nack(new IllegalArgumentException("it is wrong\u0000"));
        message("m2").nack(new IllegalStateException("not now"));

        await().until(() -> sqs.deleted.containsAll(List.of("m0", "m1")));
        assertThat(sqs.sent).singleElement().satisfies(buried -> {
            assertThat(buried.queueUrl()).isEqualTo("https://queues/dead");
            assertThat(buried.messageBody()).isEqualTo("m1");
            assertThat(reason(buried)).isEqualTo("it is wrong?");
        });
        assertThat(meters.get("taskgate.dead.letters").counter().count()).isEqualTo(1);
        assertThat(meters.get("taskgate.events.received").counter().count()).isEqualTo(3);
        // Kept and retried in this process.
        awaitTaken(4);
        assertThat(taken.getLast().getPayload()).isEqualTo("m2");
        assertThat(sqs.deleted).doesNotContain("m2");
    }

    private static String reason(SendMessageRequest buried) {
        return buried.messageAttributes().get("taskgate-reason").stringValue();
    }

    /// Otherwise 64 messages that cause the same bug would occupy all slots for hours.
    @Test
    void aMessageThatTaskgateBreaksOverIsBuriedAfterAFewTries() {
        put(1);
        polling();
        awaitTaken(1);

        for (int tries = 0; tries < 4; tries++) {
            message("m0").nack(new LedgerUnavailableException("away", new IllegalStateException()));
            message("m0").nack(new NullPointerException("secret"));
        }
        assertThat(sqs.sent).isEmpty();
        message("m0").nack(new NullPointerException("secret"));

        await().until(() -> sqs.deleted.contains("m0"));
        assertThat(sqs.sent)
                .singleElement()
                .satisfies(buried -> assertThat(reason(buried)).isEqualTo("Unexpected error: NullPointerException"));
    }

    /// Finding 6: messages about tasks whose status can't be read occupied all slots for hours.
    @Test
    void promise16MessagesThatWaitForSomethingOfTheirOwnHoldAPartOfThePlaces() {
        put(IN_WORK);
        polling();
        awaitTaken(IN_WORK);
        List.copyOf(taken).forEach(message -> message.nack(new RejectedExecutionException("not now")));
        sqs.put("good");

        await().until(() ->
                taken.stream().anyMatch(message -> message.getPayload().equals("good")));

        await().until(() -> sqs.hidden.stream()
                        .filter(request -> request.visibilityTimeout() == 5)
                        .count()
                == IN_WORK - 16);
        assertThat(sqs.sent).isEmpty();
        assertThat(sqs.deleted).isEmpty();
    }

    /// Found by the simulation: while the clock of one process was off, its received messages stayed hidden
    /// for 15 minutes, so that other processes could not receive them.
    @Test
    void whatFindsNoPlaceComesBackSoonAndLaterEachTime() {
        put(16);
        polling();
        awaitTaken(16);
        List.copyOf(taken).forEach(message -> message.nack(new RejectedExecutionException("not now")));
        int[] receives = {1, 2, 4, 20};
        for (int count : receives) {
            sqs.put("received " + count, count);
            await().until(() ->
                    taken.stream().anyMatch(message -> message.getPayload().equals("received " + count)));
            message("received " + count).nack(new RejectedExecutionException("not now"));
            await().until(() -> hidden("received " + count) == 1);
        }

        assertThat(sqs.hidden)
                .filteredOn(request -> request.receiptHandle().startsWith("receipt of received"))
                .extracting(request -> request.visibilityTimeout())
                .containsExactly(5, 10, 40, 900);
    }

    @Test
    void anOutageBuriesNothingHoweverOftenItIsTried() {
        put(1);
        polling();
        awaitTaken(1);

        for (int tries = 0; tries < 50; tries++) {
            message("m0").nack(new LedgerUnavailableException("away", new IllegalStateException()));
        }
        message("m0").ack();

        await().until(() -> sqs.deleted.contains("m0"));
        assertThat(sqs.sent).isEmpty();
    }

    @Test
    void aReasonThatIsEmptyOrLongCanBeSent() {
        put(2);
        polling();
        awaitTaken(2);

        message("m0").nack(new IllegalArgumentException(""));
        message("m1").nack(new IllegalArgumentException("x".repeat(5_000)));

        await().until(() -> sqs.sent.size() == 2);
        assertThat(sqs.sent).extracting(SqsPollerTest::reason).containsExactlyInAnyOrder("?", "x".repeat(1_000));
    }

    @Test
    void whileAllPlacesAreTakenNothingIsReceived() {
        put(IN_WORK + 20);
        polling();
        awaitTaken(IN_WORK);
        assertThat(sqs.asked.stream().mapToInt(Integer::intValue).sum()).isEqualTo(IN_WORK);

        message("m0").ack();

        awaitTaken(IN_WORK + 1);
        assertThat(sqs.asked.getLast()).isEqualTo(1);
    }

    @Test
    void whatIsInWorkIsHiddenAgainAtHalfItsLife() {
        put(2);
        polling();
        awaitTaken(2);
        message("m1").ack();

        // m1 as well, because the first half of its visibility timeout passed before it was deleted
        await().until(() -> hidden("m0") - hidden("m1") >= 2);

        assertThat(sqs.hidden)
                .allSatisfy(change -> assertThat(change.visibilityTimeout()).isEqualTo(2));
    }

    private long hidden(String id) {
        return sqs.hidden.stream()
                .filter(change -> change.receiptHandle().equals("receipt of " + id))
                .count();
    }

    private void whenPutBack(Runnable does) {
        sqs.onHide(change -> {
            if (change.visibilityTimeout() == 0) {
                does.run();
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// In sequence, 64 calls to a slow queue would take longer than the shutdown's grace period.
    @Test
    @Timeout(30)
    void whatIsPutBackAtTheEndGoesSideBySide() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(IN_WORK);
        whenPutBack(() -> {
            together.countDown();
            awaitQuietly(together);
        });
        put(IN_WORK);
        polling();
        awaitTaken(IN_WORK);

        poll.stop(Duration.ZERO);

        assertThat(together.getCount()).isZero();
    }

    @Test
    @Timeout(30)
    void aQueueThatHangsAtTheEndIsNotWaitedFor() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        whenPutBack(() -> awaitQuietly(never));
        put(3);
        polling();
        awaitTaken(3);

        poll.stop(Duration.ZERO);

        assertThat(sqs.hidden).noneMatch(change -> change.visibilityTimeout() == 0);
        never.countDown();
    }

    @Test
    void whoIsStoppedFinishesWhatIsInWorkAndPutsTheRestBack() throws InterruptedException {
        put(3);
        polling();
        awaitTaken(3);
        message("m0").nack(new IllegalStateException("not now"));
        onPause = () -> {
            onPause = () -> {};
            message("m1").ack().toCompletableFuture().join();
        };

        poll.stop(Duration.ofSeconds(10));

        assertThat(sqs.deleted).containsExactly("m1");
        assertThat(sqs.hidden)
                .filteredOn(change -> change.visibilityTimeout() == 0)
                .extracting(change -> change.receiptHandle())
                .containsExactlyInAnyOrder("receipt of m0", "receipt of m2");
    }
}
