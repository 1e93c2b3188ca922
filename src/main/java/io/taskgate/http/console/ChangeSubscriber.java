package io.taskgate.http.console;

import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The changes for one client of the stream, as server-sent events. A client that does not read is disconnected when
/// a bounded number of events waits for it. Thread-safe.
final class ChangeSubscriber implements ChangeFeed.Subscriber {

    /// The most events that wait for a client, in addition to those that it missed.
    static final int MAX_WAITING = 512;

    private final Sse sse;
    private final Executor eventLoop;
    private final Runnable disconnect;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable MultiEmitter<? super OutboundSseEvent> emitter;

    /// @param eventLoop  runs the writes in order, so that publishing never waits for a client
    /// @param disconnect closes the connection at once
    ChangeSubscriber(Sse sse, Executor eventLoop, Runnable disconnect) {
        this.sse = sse;
        this.eventLoop = eventLoop;
        this.disconnect = disconnect;
    }

    /// The data of an event `change`.
    ///
    /// @param kind       `CALLBACK` or `BATCH`
    /// @param id         of the callback or batch
    /// @param state      after the change
    /// @param generation which token of the work it is; of a batch, the number of resumes
    /// @param at         when it came into this state
    @Schema(name = "ChangeEvent")
    record ChangeEvent(
            @Schema(required = true) Change.ChangeKind kind,
            @Schema(required = true) String id,
            @Schema(required = true) String state,
            @Schema(required = true) String service,
            @Schema(required = true) String operation,
            @Schema(required = true) long generation,
            @Schema(required = true) Instant at) {

        static ChangeEvent of(Change change) {
            return new ChangeEvent(
                    change.kind(),
                    change.id(),
                    change.state(),
                    change.service(),
                    change.operation(),
                    change.generation(),
                    change.at());
        }
    }

    /// Sets the way to the client, before it is subscribed.
    void connect(MultiEmitter<? super OutboundSseEvent> client) {
        emitter = client;
    }

    /// Sends the first data: a comment immediately, and the changes that the client has missed. Runs on the
    /// event loop.
    void begin(ChangeFeed.Start start) {
        waiting.addAndGet(-start.missed().size());
        emit(sse.newEventBuilder().comment("connected").build());
        if (start.isReset()) {
            emit(sse.newEventBuilder().name("reset").data(String.class, "{}").build());
        }
        // With no position of their own: the one behind all of them follows.
        start.missed().forEach(change -> emit(event(change, null)));
        emit(sse.newEventBuilder().comment("up to date").id(start.position()).build());
    }

    @Override
    public void receive(Change change, String position) {
        send(event(change, position));
    }

    /// Sends a comment, which keeps the connection open and moves the position of the client.
    void comment(String text, String position) {
        send(sse.newEventBuilder().comment(text).id(position).build());
    }

    private OutboundSseEvent event(Change change, @Nullable String position) {
        OutboundSseEvent.Builder event = sse.newEventBuilder()
                .name("change")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(ChangeEvent.class, ChangeEvent.of(change));
        return (position == null ? event : event.id(position)).build();
    }

    private void send(OutboundSseEvent event) {
        if (!ended.get()) {
            eventLoop.execute(() -> emit(event));
        }
    }

    private void emit(OutboundSseEvent event) {
        MultiEmitter<? super OutboundSseEvent> client = emitter;
        if (client == null || ended.get()) {
            return;
        }
        if (waiting.incrementAndGet() <= MAX_WAITING) {
            client.emit(event);
        } else if (ended.compareAndSet(false, true)) {
            disconnect.run();
        }
    }

    /// Counts an event as written.
    void written() {
        waiting.decrementAndGet();
    }

    @Override
    public void close() {
        MultiEmitter<? super OutboundSseEvent> client = emitter;
        if (client != null && ended.compareAndSet(false, true)) {
            eventLoop.execute(client::complete);
        }
    }
}
