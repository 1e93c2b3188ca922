package io.taskgate.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.testing.callback.GatewayFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests the newest changes and their subscribers.
class ChangeFeedTest {

    private final ChangeFeed feed = new ChangeFeed();

    /// A subscriber that keeps what it receives.
    private static final class Kept implements ChangeFeed.Subscriber {
        private final List<String> received = new ArrayList<>();
        private String position = "";
        private boolean closed;

        @Override
        public void receive(Change change, String at) {
            received.add(change.operation());
            position = at;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static Callback callback(String operation) {
        return new CallbackBuilder(
                        GatewayFixture.IDS.ofCorrelation("tests", "orders", operation, "key"),
                        "tests",
                        "orders",
                        operation,
                        CallbackState.PENDING,
                        Instant.parse("2026-12-01T10:00:00Z"))
                .build();
    }

    private ChangeFeed.Start subscribe(ChangeFeed.Subscriber subscriber, @Nullable String after) {
        return switch (feed.subscribe(subscriber, change -> !change.operation().equals("hidden"), after)) {
            case ChangeFeed.SubscribeResult.Subscribed(ChangeFeed.Start start) -> start;
            case ChangeFeed.SubscribeResult.Refused _ -> throw new AssertionError("refused");
        };
    }

    private static List<String> missed(ChangeFeed.Start start) {
        return start.missed().stream().map(Change::operation).toList();
    }

    @Test
    void aSubscriberReceivesWhatItMaySeeFromThenOn() {
        feed.changed(callback("before"));
        Kept kept = new Kept();
        ChangeFeed.Start start = subscribe(kept, null);
        feed.changed(callback("one"));
        feed.changed(callback("hidden"));
        feed.changed(callback("two"));
        start.end().run();
        feed.changed(callback("after"));

        assertThat(kept.received).containsExactly("one", "two");
        assertThat(start.missed()).isEmpty();
        assertThat(start.isReset()).isFalse();
    }

    @Test
    void aSubscriberThatComesBackMissesNothing() {
        Kept first = new Kept();
        Runnable end = subscribe(first, null).end();
        feed.changed(callback("one"));
        end.run();
        feed.changed(callback("two"));
        feed.changed(callback("hidden"));
        feed.changed(callback("three"));

        ChangeFeed.Start again = subscribe(new Kept(), first.position);

        assertThat(missed(again)).containsExactly("two", "three");
        assertThat(again.isReset()).isFalse();
        assertThat(missed(subscribe(new Kept(), again.position()))).isEmpty();
    }

    @Test
    void aPositionThatIsTooOldOrOfAnotherProcessIsAReset() {
        String start = feed.position();
        IntStream.rangeClosed(0, ChangeFeed.CAPACITY).forEach(i -> feed.changed(callback("change")));

        for (String unknown : new String[] {start, "00000000-1", feed.position() + "0", "x", ""}) {
            ChangeFeed.Start again = subscribe(new Kept(), unknown);

            assertThat(again.isReset()).as(unknown).isTrue();
            assertThat(again.missed()).as(unknown).isEmpty();
        }
    }

    @Test
    void theNumberOfSubscribersIsBounded() {
        List<Runnable> ends = new ArrayList<>();
        IntStream.range(0, ChangeFeed.MAX_SUBSCRIBERS)
                .forEach(i -> ends.add(subscribe(new Kept(), null).end()));

        assertThat(feed.hasRoom()).isFalse();
        assertThat(feed.subscribe(new Kept(), _ -> true, null)).isInstanceOf(ChangeFeed.SubscribeResult.Refused.class);
        ends.getFirst().run();
        assertThat(feed.hasRoom()).isTrue();
    }

    @Test
    void theEndOfTheProcessEndsAllSubscriptions() {
        Kept kept = new Kept();
        subscribe(kept, null);

        feed.close(new ShutdownDelayInitiatedEvent());

        assertThat(kept.closed).isTrue();
        assertThat(feed.hasRoom()).isFalse();
    }
}
