package io.taskgate.aws.sqs;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.vault.TokenVault.VaultException;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.claimcheck.PayloadStore.StoreUnavailableException;
import io.taskgate.payload.spool.SpoolException;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/// Polls one queue with one virtual thread. At most [#MAX_IN_FLIGHT] messages are in flight at a time, so that
/// memory stays bounded.
final class SqsPoller {

    private static final Logger LOG = Logger.getLogger(SqsPoller.class);
    private static final int MAX_IN_FLIGHT = 64;
    private static final int RECEIVE_BATCH = 10;
    private static final Duration MAX_PAUSE = Duration.ofSeconds(20);
    private static final Duration STOP_POLL = Duration.ofMillis(20);

    private static final Duration MAX_RETURN_TIME = Duration.ofSeconds(2);

    /// The delay before an abandoned message is delivered again.
    private static final Duration RETURN_DELAY = Duration.ofSeconds(5);

    /// The maximum pause before failed work is retried.
    private static final Duration MAX_RETRY = Duration.ofSeconds(15);

    /// A failure that is not an outage is a bug that this message triggers: it may be transient, but the
    /// retries are limited.
    private static final int MAX_UNEXPECTED_FAILURES = 5;

    /// The maximum number of messages in flight that wait for a condition of their own, such as a record that
    /// can't be decrypted or a task that can't be queried. The other slots stay free for other messages.
    private static final int MAX_WAITING = 16;

    /// The delay for a message without such a slot: twice as long after each receive. A message that only this
    /// process can't handle, as while its clock is off, soon reaches another one, and the twenty receives of the
    /// stack's redrive policy take three hours.
    private static final Duration MIN_POSTPONEMENT = Duration.ofSeconds(5);

    private static final Duration MAX_POSTPONEMENT = Duration.ofMinutes(15);

    private static final int MAX_DOUBLINGS = 10;

    /// SQS limits the total visibility timeout of a message to 12 h.
    private static final Duration MAX_HIDDEN = Duration.ofHours(11);

    private final SqsQueueClient queues;
    private final String queue;
    private final Duration visibility;
    private final Sleeper sleeper;
    private final Sleeper delays;

    /// In the order in which they came, so that they are returned in that order.
    private final Set<InFlightMessage> inFlight = Collections.synchronizedSet(new LinkedHashSet<>());

    private final Semaphore slots = new Semaphore(MAX_IN_FLIGHT);
    private final Semaphore waitSlots = new Semaphore(MAX_WAITING);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SubmissionPublisher<Message<String>> messages = new SubmissionPublisher<>(threads, MAX_IN_FLIGHT);
    private final AtomicBoolean started = new AtomicBoolean();
    private final QueuePollHealth health = new QueuePollHealth();
    private volatile boolean running = true;
    private volatile @Nullable Thread poller;

    SqsPoller(SqsQueueClient queues, String queue, Duration visibility, Sleeper sleeper) {
        this(queues, queue, visibility, sleeper, sleeper);
    }

    /// @param sleeper waits between polls and at the shutdown
    /// @param delays waits until messages in flight are hidden again or retried
    SqsPoller(SqsQueueClient queues, String queue, Duration visibility, Sleeper sleeper, Sleeper delays) {
        this.queues = queues;
        this.queue = queue;
        this.visibility = visibility;
        this.sleeper = sleeper;
        this.delays = delays;
    }

    Flow.Publisher<Message<String>> publisher() {
        return subscriber -> {
            messages.subscribe(subscriber);
            if (!queue.isBlank() && started.compareAndSet(false, true)) {
                poller = Thread.ofVirtual().name("sqs-poll").start(this::poll);
            }
        };
    }

    String queue() {
        return queue;
    }

    QueuePollHealth health() {
        return health;
    }

    /// Returns whether the queue is polled, or was never to be.
    boolean isAlive() {
        Thread polling = poller;
        return polling == null || polling.isAlive() || !running;
    }

    /// Stops receiving and waits for messages in flight. Unfinished messages and those that wait for a retry
    /// return to the queue.
    void stop(Duration within) throws InterruptedException {
        running = false;
        Thread polling = poller;
        if (polling != null) {
            polling.interrupt();
        }
        long end = sleeper.nanoTime() + within.toNanos();
        while (List.copyOf(inFlight).stream().anyMatch(work -> !work.waitsForRetry) && sleeper.nanoTime() < end) {
            sleeper.sleep(STOP_POLL);
        }
        List.copyOf(inFlight).forEach(InFlightMessage::stop);
        returnMessages();
    }

    /// In parallel, and not for long: a message that is not returned reappears after its visibility timeout.
    private void returnMessages() throws InterruptedException {
        CompletableFuture<?>[] begun = List.copyOf(inFlight).stream()
                .map(work -> CompletableFuture.runAsync(
                        () -> work.attempt(
                                "return to queue",
                                () -> queues.changeVisibility(work.url, work.message, Duration.ZERO)),
                        threads))
                .toArray(CompletableFuture[]::new);
        try {
            var _ = delays.await(CompletableFuture.allOf(begun), MAX_RETURN_TIME);
        } catch (ExecutionException e) {
            LOG.warnf("Message not returned to queue: queue=%s error=\"%s\"", queue, e.getCause());
        } catch (TimeoutException e) {
            LOG.warnf(
                    "Queue does not respond, messages in flight reappear after their visibility timeout: queue=%s",
                    queue);
        }
    }

    private void poll() {
        Duration pause = Duration.ZERO;
        while (running) {
            try {
                receiveMessages();
                pause = Duration.ZERO;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // Also catches Errors: otherwise polling would stop until the process is restarted.
                if (!running) {
                    return;
                }
                pause = pause.isZero() ? Duration.ofSeconds(1) : pause.multipliedBy(2);
                pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
                health.failed(e, reason(e));
                LOG.warnf(
                        "Queue poll failed: queue=%s error=\"%s\" retryInSeconds=%d",
                        queue, reason(e), pause.toSeconds());
                if (!sleep(pause)) {
                    return;
                }
            }
        }
    }

    /// Returns whether no message can be processed now.
    private static boolean isOutage(Throwable why) {
        return why instanceof SdkException
                || why instanceof LedgerUnavailableException
                || why instanceof StoreUnavailableException
                || why instanceof SpoolException;
    }

    /// Returns whether this message can't be processed now, although others may.
    private static boolean isMessageSpecific(Throwable why) {
        return why instanceof VaultException
                || why instanceof EvaluationUnavailableException
                || why instanceof RejectedExecutionException;
    }

    private static String reason(Throwable e) {
        return e instanceof SdkException sdk ? AwsErrors.describe(sdk) : String.valueOf(e);
    }

    private boolean sleep(Duration pause) {
        try {
            sleeper.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void receiveMessages() throws InterruptedException {
        String url = queues.url(queue);
        while (running) {
            slots.acquire();
            int most = 1 + slots.drainPermits();
            int got = 0;
            try {
                var received = queues.receive(url, Math.min(most, RECEIVE_BATCH), visibility);
                got = received.size();
                health.succeeded();
                received.forEach(message -> new InFlightMessage(url, message).start());
            } finally {
                slots.release(most - got);
            }
        }
    }

    /// A message in flight.
    private final class InFlightMessage {
        private final String url;
        private final software.amazon.awssdk.services.sqs.model.Message message;
        private final Thread visibilityExtender =
                Thread.ofVirtual().name("sqs-half-life").unstarted(this::extendRepeatedly);
        private final long receivedAt = sleeper.nanoTime();
        private volatile @Nullable Thread retry;
        private int tries;
        private int unexpectedFailures;

        /// Whether the message has a slot for messages that wait for a condition of their own. Only one thread at a
        /// time processes a message.
        private volatile boolean hasWaitSlot;

        /// Whether it waits for a retry.
        private volatile boolean waitsForRetry;

        InFlightMessage(String url, software.amazon.awssdk.services.sqs.model.Message message) {
            this.url = url;
            this.message = message;
        }

        void start() {
            inFlight.add(this);
            visibilityExtender.start();
            messages.submit(asMessage());
        }

        /// It is neither hidden again nor tried again from now on.
        void stop() {
            visibilityExtender.interrupt();
            Thread waiting = retry;
            if (waiting != null) {
                waiting.interrupt();
            }
        }

        private void extendRepeatedly() {
            try {
                while (true) {
                    delays.sleep(visibility.dividedBy(2));
                    threads.execute(this::extendVisibility);
                }
            } catch (InterruptedException e) {
                LOG.debugf("Message is done: messageId=%s", message.messageId());
            }
        }

        Message<String> asMessage() {
            return Message.of(message.body(), Metadata.empty(), this::done, this::failed);
        }

        private void extendVisibility() {
            attempt("extend visibility", () -> queues.changeVisibility(url, message, visibility));
        }

        private CompletionStage<Void> done() {
            return finish(() -> attempt("delete", () -> queues.delete(url, message)));
        }

        /// An IllegalArgumentException marks an invalid message. An outage is retried here while the message
        /// stays hidden: each return to the queue would increase its receive count, so that an outage of
        /// minutes would move valid messages to the dead-letter queue. A hidden message takes a slot, so that
        /// polling pauses by itself. Messages that wait for a condition of their own take only some of the
        /// slots.
        private CompletionStage<Void> failed(Throwable why) {
            if (why instanceof IllegalArgumentException) {
                return toDeadLetterQueue(String.valueOf(why.getMessage()));
            }
            if (!isOutage(why) && !isMessageSpecific(why) && ++unexpectedFailures == MAX_UNEXPECTED_FAILURES) {
                LOG.errorf(
                        why,
                        "Message processing failed unexpectedly, moving it to the dead-letter queue: messageId=%s"
                                + " attempts=%d",
                        message.messageId(),
                        MAX_UNEXPECTED_FAILURES);
                // Without the exception message, which can contain confidential data.
                return toDeadLetterQueue("Unexpected error: " + why.getClass().getSimpleName());
            }
            if (!running || sleeper.nanoTime() - receivedAt > MAX_HIDDEN.toNanos()) {
                return finish(
                        () -> attempt("return to queue", () -> queues.changeVisibility(url, message, RETURN_DELAY)));
            }
            if (isMessageSpecific(why) && !hasWaitSlot) {
                hasWaitSlot = waitSlots.tryAcquire();
                if (!hasWaitSlot) {
                    Duration away = postponement();
                    LOG.warnf(
                            "Message postponed: messageId=%s seconds=%d waiting=%d reason=\"%s\"",
                            message.messageId(), away.toSeconds(), MAX_WAITING, why.getMessage());
                    return finish(() -> attempt("return to queue", () -> queues.changeVisibility(url, message, away)));
                }
            }
            tries++;
            Duration pause = Duration.ofSeconds(Math.min(1L << Math.min(tries - 1, 10), MAX_RETRY.toSeconds()));
            LOG.warnf(
                    "Message will be retried: messageId=%s retryInSeconds=%d reason=\"%s\"",
                    message.messageId(), pause.toSeconds(), why.getMessage());
            waitsForRetry = true;
            retry = Thread.ofVirtual().name("sqs-retry").start(() -> redeliver(pause));
            return CompletableFuture.completedFuture(null);
        }

        private Duration postponement() {
            int doublings = Math.min(SqsQueueClient.receiveCount(message) - 1, MAX_DOUBLINGS);
            Duration away = MIN_POSTPONEMENT.multipliedBy(1L << doublings);
            return away.compareTo(MAX_POSTPONEMENT) < 0 ? away : MAX_POSTPONEMENT;
        }

        private void redeliver(Duration after) {
            try {
                delays.sleep(after);
            } catch (InterruptedException e) {
                LOG.debugf("Message is put back: messageId=%s", message.messageId());
                return;
            }
            waitsForRetry = false;
            messages.submit(asMessage());
        }

        private CompletionStage<Void> toDeadLetterQueue(String reason) {
            return finish(() ->
                    attempt("move to dead-letter queue", () -> moveToDeadLetterQueue(SqsQueueClient.sanitize(reason))));
        }

        private CompletionStage<Void> finish(Runnable ending) {
            visibilityExtender.interrupt();
            return CompletableFuture.runAsync(ending, threads).whenComplete((done, failure) -> {
                inFlight.remove(this);
                if (hasWaitSlot) {
                    waitSlots.release();
                }
                slots.release();
            });
        }

        private void moveToDeadLetterQueue(String reason) {
            queues.deadLetterUrl(url)
                    .ifPresentOrElse(
                            deadLetters -> {
                                queues.moveToDeadLetterQueue(deadLetters, message, reason);
                                queues.delete(url, message);
                                LOG.errorf(
                                        "Message moved to the dead-letter queue: messageId=%s reason=\"%s\"",
                                        message.messageId(), reason);
                            },
                            () -> LOG.errorf(
                                    "Message is invalid, but there is no dead-letter queue: messageId=%s reason=\"%s\""
                                            + " queue=%s",
                                    message.messageId(), reason, queue));
        }

        /// SQS compensates for a failure: the message is delivered again, and its processing is a duplicate.
        private void attempt(String what, Runnable call) {
            try {
                call.run();
            } catch (SdkException e) {
                LOG.warnf(
                        "SQS call failed: messageId=%s call=\"%s\" error=\"%s\"",
                        message.messageId(), what, AwsErrors.describe(e));
            }
        }
    }
}
