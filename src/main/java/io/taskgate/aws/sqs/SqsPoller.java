package io.taskgate.aws.sqs;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.vault.TokenVault.VaultException;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException;
import io.taskgate.payload.spool.SpoolException;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/// One queue, polled by one virtual thread. At most [#IN_WORK] messages are out at a time, so memory stays
/// bounded.
final class SqsPoller {

    private static final Logger LOG = Logger.getLogger(SqsPoller.class);
    private static final int IN_WORK = 64;
    private static final int RECEIVE = 10;
    private static final Duration MAX_PAUSE = Duration.ofSeconds(20);
    private static final Duration STOP_LOOK = Duration.ofMillis(20);

    private static final Duration PUT_BACK_WITHIN = Duration.ofSeconds(2);

    /// How soon a message that was given up comes back.
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /// The longest pause before work that could not be done is tried again.
    private static final Duration MAX_RETRY = Duration.ofSeconds(15);

    /// A failure that is no outage is a mistake of ours that the message brings out: it may pass, but not many
    /// times.
    private static final int TRIES_OF_A_MISTAKE = 5;

    /// Messages that wait for something of their own, as a record that can't be opened or a task that can't be
    /// asked about: they may hold so many places in work. The others are left to those that can be done.
    private static final int MOST_HELD = 16;

    /// When what finds no such place is shown again. Five times of this are over an hour, then it is a dead
    /// letter.
    private static final Duration AWAY = Duration.ofMinutes(15);

    /// SQS lets a message be hidden for 12 h in all.
    private static final Duration MAX_HELD = Duration.ofHours(11);

    private final SqsQueueClient queues;
    private final String queue;
    private final Duration visibility;
    private final Sleeper pauses;
    private final Set<Work> atWork = ConcurrentHashMap.newKeySet();
    private final Semaphore inWork = new Semaphore(IN_WORK);
    private final Semaphore held = new Semaphore(MOST_HELD);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sqs-timer").factory());
    private final SubmissionPublisher<Message<String>> messages = new SubmissionPublisher<>(threads, IN_WORK);
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean running = true;
    private volatile @Nullable Thread poller;

    SqsPoller(SqsQueueClient queues, String queue, Duration visibility, Sleeper pauses) {
        this.queues = queues;
        this.queue = queue;
        this.visibility = visibility;
        this.pauses = pauses;
    }

    Flow.Publisher<Message<String>> publisher() {
        return subscriber -> {
            messages.subscribe(subscriber);
            if (!queue.isBlank() && started.compareAndSet(false, true)) {
                poller = Thread.ofVirtual().name("sqs-poll").start(this::poll);
            }
        };
    }

    /// Receives no more. What is in work is waited for; what is not through in time, or waits to be tried
    /// again, goes back into the queue.
    void stop(Duration within) throws InterruptedException {
        running = false;
        Thread polling = poller;
        if (polling != null) {
            polling.interrupt();
        }
        long end = pauses.nanoTime() + within.toNanos();
        while (atWork.stream().anyMatch(work -> !work.waits) && pauses.nanoTime() < end) {
            pauses.pause(STOP_LOOK);
        }
        timer.shutdownNow();
        putBack();
    }

    /// Side by side, and not for long: what is not put back comes by itself when its visibility is over.
    private void putBack() throws InterruptedException {
        CompletableFuture<?>[] begun = atWork.stream()
                .map(work -> CompletableFuture.runAsync(
                        () -> work.attempt("put back", () -> queues.hide(work.url, work.message, Duration.ZERO)),
                        threads))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(begun).get(PUT_BACK_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOG.warnf("queue %s: a message could not be put back: %s", queue, e.getCause());
        } catch (TimeoutException e) {
            LOG.warnf("queue %s does not answer: messages in work come back when their visibility is over", queue);
        }
    }

    private void poll() {
        Duration pause = Duration.ZERO;
        while (running) {
            try {
                round();
                pause = Duration.ZERO;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // Errors too: a poll that ended would take nothing in until somebody restarts the process.
                if (!running) {
                    return;
                }
                pause = pause.isZero() ? Duration.ofSeconds(1) : pause.multipliedBy(2);
                pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
                LOG.warnf("queue %s can't be polled: %s; again in %d s", queue, reason(e), pause.toSeconds());
                if (!slept(pause)) {
                    return;
                }
            }
        }
    }

    /// Whether no message can be done now.
    private static boolean isOutage(Throwable why) {
        return why instanceof SdkException
                || why instanceof LedgerUnavailableException
                || why instanceof StoreUnavailableException
                || why instanceof SpoolException;
    }

    /// Whether this message can't be done now; others may.
    private static boolean isItsOwn(Throwable why) {
        return why instanceof VaultException
                || why instanceof EvaluationUnavailableException
                || why instanceof RejectedExecutionException;
    }

    private static String reason(Throwable e) {
        return e instanceof SdkException sdk ? AwsErrors.brief(sdk) : String.valueOf(e);
    }

    private boolean slept(Duration pause) {
        try {
            pauses.pause(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void round() throws InterruptedException {
        String url = queues.url(queue);
        while (running) {
            inWork.acquire();
            int most = 1 + inWork.drainPermits();
            int got = 0;
            try {
                var received = queues.receive(url, Math.min(most, RECEIVE), visibility);
                got = received.size();
                received.forEach(message -> messages.submit(new Work(url, message).asMessage()));
            } finally {
                inWork.release(most - got);
            }
        }
    }

    /// A message in work.
    private final class Work {
        private final String url;
        private final software.amazon.awssdk.services.sqs.model.Message message;
        private final ScheduledFuture<?> halfLife;
        private final long heldSince = System.nanoTime();
        private int tries;
        private int mistakes;

        /// Whether it has one of the places of those that wait for something of their own. One thread at a time
        /// tries a message.
        private volatile boolean holds;

        /// Whether it waits to be tried again.
        private volatile boolean waits;

        Work(String url, software.amazon.awssdk.services.sqs.model.Message message) {
            this.url = url;
            this.message = message;
            long half = visibility.toMillis() / 2;
            this.halfLife = timer.scheduleAtFixedRate(
                    () -> threads.execute(this::keepHidden), half, half, TimeUnit.MILLISECONDS);
            atWork.add(this);
        }

        Message<String> asMessage() {
            return Message.of(message.body(), Metadata.empty(), this::done, this::failed);
        }

        private void keepHidden() {
            attempt("kept hidden", () -> queues.hide(url, message, visibility));
        }

        private CompletionStage<Void> done() {
            return finish(() -> attempt("deleted", () -> queues.delete(url, message)));
        }

        /// An IllegalArgumentException says that the message itself is wrong. An outage is tried
        /// again here, with the message held: put back into the queue, it would be counted as received
        /// again and again, and an outage of minutes would bring good messages to the dead letters.
        /// What is held takes one of the places in work, so polling pauses by itself; what waits for
        /// something of its own holds a part of them only, and the others go on.
        private CompletionStage<Void> failed(Throwable why) {
            if (why instanceof IllegalArgumentException) {
                return buried(String.valueOf(why.getMessage()));
            }
            if (!isOutage(why) && !isItsOwn(why) && ++mistakes == TRIES_OF_A_MISTAKE) {
                LOG.errorf(why, "message %s: taskgate broke over it %d times", message.messageId(), TRIES_OF_A_MISTAKE);
                // Not its message: nobody knows what that holds.
                return buried("taskgate broke over it: " + why.getClass().getSimpleName());
            }
            if (!running || System.nanoTime() - heldSince > MAX_HELD.toNanos()) {
                return finish(() -> attempt("put back", () -> queues.hide(url, message, AGAIN)));
            }
            if (isItsOwn(why) && !holds) {
                holds = held.tryAcquire();
                if (!holds) {
                    LOG.warnf(
                            "message %s is put back for %d min, %d others wait already: %s",
                            message.messageId(), AWAY.toMinutes(), MOST_HELD, why.getMessage());
                    return finish(() -> attempt("put back", () -> queues.hide(url, message, AWAY)));
                }
            }
            tries++;
            Duration pause = Duration.ofSeconds(Math.min(1L << Math.min(tries - 1, 10), MAX_RETRY.toSeconds()));
            LOG.warnf(
                    "message %s is tried again in %d s: %s", message.messageId(), pause.toSeconds(), why.getMessage());
            waits = true;
            var _ = timer.schedule(() -> threads.execute(this::again), pause.toMillis(), TimeUnit.MILLISECONDS);
            return CompletableFuture.completedFuture(null);
        }

        private void again() {
            waits = false;
            messages.submit(asMessage());
        }

        private CompletionStage<Void> buried(String reason) {
            return finish(() -> attempt("buried", () -> bury(SqsQueueClient.sendable(reason))));
        }

        private CompletionStage<Void> finish(Runnable ending) {
            halfLife.cancel(false);
            return CompletableFuture.runAsync(ending, threads).whenComplete((done, failure) -> {
                atWork.remove(this);
                if (holds) {
                    held.release();
                }
                inWork.release();
            });
        }

        private void bury(String reason) {
            queues.deadLetterUrl(url)
                    .ifPresentOrElse(
                            deadLetters -> {
                                queues.bury(deadLetters, message, reason);
                                queues.delete(url, message);
                                LOG.errorf("message %s goes to the dead letters: %s", message.messageId(), reason);
                            },
                            () -> LOG.errorf(
                                    "message %s is wrong: %s; queue %s has no dead-letter queue to take it",
                                    message.messageId(), reason, queue));
        }

        /// What fails here is repaired by SQS: the message comes back, and its work is a duplicate then.
        private void attempt(String what, Runnable call) {
            try {
                call.run();
            } catch (SdkException e) {
                LOG.warnf("message %s could not be %s: %s", message.messageId(), what, AwsErrors.brief(e));
            }
        }
    }
}
