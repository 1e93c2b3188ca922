package io.taskgate.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.Test;

/// Tests the bound of what waits for a client of the stream.
class ChangeSubscriberTest {

    private static final Change CHANGE = new Change(
            Change.ChangeKind.CALLBACK,
            "tests",
            "cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "PENDING",
            "orders",
            "approve",
            1,
            Instant.parse("2026-12-01T10:00:00Z"));

    private final AtomicInteger disconnects = new AtomicInteger();
    private final ChangeSubscriber subscriber =
            new ChangeSubscriber(new SseImpl(), Runnable::run, disconnects::incrementAndGet);

    /// @param demand the number of events that the client reads
    private AssertSubscriber<OutboundSseEvent> client(long demand) {
        return Multi.createFrom()
                .<OutboundSseEvent>emitter(subscriber::connect, BackPressureStrategy.BUFFER)
                .onItem()
                .invoke(subscriber::written)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(demand));
    }

    private void receive(int number) {
        IntStream.range(0, number).forEach(i -> subscriber.receive(CHANGE, "e-" + i));
    }

    @Test
    void aClientThatReadsIsNeverDisconnected() {
        AssertSubscriber<OutboundSseEvent> client = client(Long.MAX_VALUE);

        receive(10 * ChangeSubscriber.MAX_WAITING);

        assertThat(client.getItems()).hasSize(10 * ChangeSubscriber.MAX_WAITING);
        assertThat(disconnects).hasValue(0);
    }

    @Test
    void aClientThatDoesNotReadIsDisconnectedOnce() {
        AssertSubscriber<OutboundSseEvent> client = client(1);

        receive(ChangeSubscriber.MAX_WAITING + 1);
        assertThat(disconnects).hasValue(0);
        receive(100);

        assertThat(disconnects).hasValue(1);
        assertThat(client.getItems()).hasSize(1);
    }

    @Test
    void whatAClientMissedDoesNotDisconnectIt() {
        AssertSubscriber<OutboundSseEvent> client = client(0);
        java.util.List<Change> missed = java.util.Collections.nCopies(ChangeFeed.CAPACITY, CHANGE);

        subscriber.begin(new ChangeFeed.Start(missed, "e-1", true, () -> {}));

        assertThat(disconnects).hasValue(0);
        client.request(Long.MAX_VALUE);
        assertThat(client.getItems()).hasSize(ChangeFeed.CAPACITY + 3);
        assertThat(client.getItems().get(1).getName()).isEqualTo("reset");
        assertThat(client.getLastItem().getId()).isEqualTo("e-1");
    }

    @Test
    void aClosedSubscriberEndsTheStream() {
        AssertSubscriber<OutboundSseEvent> client = client(Long.MAX_VALUE);

        subscriber.close();
        receive(1);

        client.assertCompleted().assertHasNotReceivedAnyItem();
    }
}
