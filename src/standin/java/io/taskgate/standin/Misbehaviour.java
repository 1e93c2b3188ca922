package io.taskgate.standin;

import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.Manner;
import io.taskgate.standin.wire.Reply;
import io.taskgate.standin.wire.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Serves the requests of one connection, or plays the fault that is their turn.
final class Misbehaviour implements HttpPort.Session {

    /// A service on the wire.
    interface Backend extends AutoCloseable {

        Called called(Request request) throws IOException;

        Reply serve(Request request, Call call) throws IOException;

        /// A fault strikes this call.
        default void struck(Request request, Call call) throws IOException {}

        @Override
        default void close() {}
    }

    /// On calls of the stand-ins among themselves, which no fault strikes.
    static final String EXEMPT = "x-standin-exempt";

    private final Faults faults;
    private final Backend backend;

    Misbehaviour(Faults faults, Backend backend) {
        this.faults = faults;
        this.backend = backend;
    }

    @Override
    public Reply serve(Request request) throws IOException {
        Called called = backend.called(request);
        boolean exempt = request.headers().first(EXEMPT).isPresent();
        Call call = Call.of(called, exempt ? Optional.empty() : faults.next(called));
        return AwsReply.numbered(answered(request, call), call);
    }

    private Reply answered(Request request, Call call) throws IOException {
        if (call.struck().isEmpty()) {
            return backend.serve(request, call);
        }
        Faults.Struck struck = call.struck().get();
        backend.struck(request, call);
        return switch (struck.kind()) {
            case THROTTLE -> AwsReply.throttled(call.called());
            case ERROR -> AwsReply.broken(call.called(), struck.fault().status());
            case DENY -> AwsReply.denied(call.called());
            case DROP_BEFORE -> Reply.none(new Manner.Closed());
            case RESET_BEFORE -> Reply.none(new Manner.Reset());
            case DROP_AFTER -> backend.serve(request, call).in(new Manner.Closed());
            case RESET_AFTER -> backend.serve(request, call).in(new Manner.Reset());
            case HALF_BODY -> backend.serve(request, call).in(new Manner.Half());
            case DRIP ->
                backend.serve(request, call).in(new Manner.Drip(struck.fault().bytesPerSecond()));
            case LATENCY -> {
                pause(struck.delay());
                yield backend.serve(request, call);
            }
            case FAIL_ENTRY, DUPLICATE, REORDER -> backend.serve(request, call);
        };
    }

    private static void pause(Duration delay) throws IOException {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("the port is closing");
        }
    }

    @Override
    public void close() {
        Closing.quietly(backend::close);
    }
}
