package io.taskgate.http.console;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchListener;
import io.taskgate.callback.ledger.CallbackListener;
import io.taskgate.callback.model.Callback;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The newest changes of callbacks and batches that this process has written, and their subscribers. Holds a bounded
/// number of changes; a subscriber that reconnects within it misses none. Thread-safe; publishing never blocks.
@Singleton
public final class ChangeFeed implements CallbackListener, BatchListener {

    /// The number of changes that a subscriber can catch up with.
    static final int CAPACITY = 4_096;

    /// The most subscribers of this process.
    static final int MAX_SUBSCRIBERS = 100;

    /// Another one in each process: the positions of two processes have nothing in common.
    private final String epoch =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    private final Deque<NumberedChange> newest = new ArrayDeque<>();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private long sequence;
    private volatile boolean closing;

    /// A change and its number.
    record NumberedChange(long number, Change change) {}

    /// A receiver of changes. Its methods neither block nor throw.
    interface Subscriber {

        /// @param position the position behind this change, for [#subscribe]
        void receive(Change change, String position);

        /// Ends the subscription, because the process ends.
        void close();
    }

    private record Subscription(Subscriber subscriber, Predicate<Change> isVisible) {
        void offer(Change change, String position) {
            if (isVisible.test(change)) {
                subscriber.receive(change, position);
            }
        }
    }

    /// The beginning of a subscription.
    ///
    /// @param missed   the changes since the position that the subscriber named
    /// @param position the position behind them
    /// @param isReset  whether the subscriber named a position that is not known here: it may have missed changes
    /// @param end      ends the subscription
    record Start(List<Change> missed, String position, boolean isReset, Runnable end) {}

    /// The result of an attempt to subscribe.
    sealed interface SubscribeResult {
        record Subscribed(Start start) implements SubscribeResult {}

        /// There are too many subscribers, or the process ends.
        record Refused() implements SubscribeResult {}
    }

    /// @param after the position up to which the subscriber has seen all changes; null for now
    SubscribeResult subscribe(Subscriber subscriber, Predicate<Change> isVisible, @Nullable String after) {
        synchronized (newest) {
            if (closing || subscriptions.size() >= MAX_SUBSCRIBERS) {
                return new SubscribeResult.Refused();
            }
            Subscription subscription = new Subscription(subscriber, isVisible);
            subscriptions.add(subscription);
            long seen = after == null ? sequence : number(after);
            boolean isKnown =
                    seen >= 0 && (newest.isEmpty() || seen >= newest.getFirst().number() - 1);
            List<Change> missed = new ArrayList<>();
            if (isKnown) {
                newest.stream()
                        .filter(change -> change.number() > seen && isVisible.test(change.change()))
                        .forEach(change -> missed.add(change.change()));
            }
            return new SubscribeResult.Subscribed(
                    new Start(missed, position(), !isKnown, () -> subscriptions.remove(subscription)));
        }
    }

    /// Returns the number of a position; -1 if another process has issued it.
    private long number(String position) {
        if (!position.startsWith(epoch + "-")) {
            return -1;
        }
        try {
            long number = Long.parseLong(position.substring(epoch.length() + 1));
            return number <= sequence ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// Returns the position behind all changes up to now.
    String position() {
        synchronized (newest) {
            return epoch + "-" + sequence;
        }
    }

    /// Returns whether one more subscriber is accepted. A hint.
    boolean hasRoom() {
        return !closing && subscriptions.size() < MAX_SUBSCRIBERS;
    }

    @Override
    public void changed(Callback callback) {
        publish(Change.of(callback));
    }

    @Override
    public void changed(Batch batch) {
        publish(Change.of(batch));
    }

    private void publish(Change change) {
        synchronized (newest) {
            sequence++;
            newest.addLast(new NumberedChange(sequence, change));
            if (newest.size() > CAPACITY) {
                newest.removeFirst();
            }
            String position = position();
            subscriptions.forEach(subscription -> subscription.offer(change, position));
        }
    }

    /// Ends all subscriptions: the process waits for the requests in flight.
    void close(@Observes ShutdownDelayInitiatedEvent shutdown) {
        closing = true;
        subscriptions.forEach(subscription -> subscription.subscriber().close());
    }
}
