package io.taskgate.standin.fault;

import io.taskgate.standin.CloseQuietly;
import io.taskgate.standin.wire.FaultEffect;
import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Serves the requests of one connection, with faults applied.
public final class FaultingSession implements HttpPort.Session {

    /// A service on the wire.
    public interface Backend extends AutoCloseable {

        OperationName called(WireRequest request) throws IOException;

        WireReply serve(WireRequest request, ServedCall call) throws IOException;

        /// Handles a call that a fault hits.
        default void struck(WireRequest request, ServedCall call) throws IOException {}

        @Override
        default void close() {}
    }

    /// The header of internal calls between the stand-ins, which are exempt from faults.
    public static final String EXEMPT = "x-standin-exempt";

    private final Faults faults;
    private final Backend backend;

    public FaultingSession(Faults faults, Backend backend) {
        this.faults = faults;
        this.backend = backend;
    }

    @Override
    public WireReply serve(WireRequest request) throws IOException {
        OperationName called = backend.called(request);
        boolean exempt = request.headers().first(EXEMPT).isPresent();
        ServedCall call = ServedCall.of(called, exempt ? Optional.empty() : faults.next(called));
        return AwsReply.numbered(answered(request, call), call);
    }

    private WireReply answered(WireRequest request, ServedCall call) throws IOException {
        if (call.struck().isEmpty()) {
            return backend.serve(request, call);
        }
        Faults.Struck struck = call.struck().get();
        backend.struck(request, call);
        return switch (struck.kind()) {
            case THROTTLE -> AwsReply.throttled(call.called());
            case ERROR -> AwsReply.broken(call.called(), struck.fault().status());
            case DENY -> AwsReply.denied(call.called());
            case DROP_BEFORE -> WireReply.none(new FaultEffect.Closed());
            case RESET_BEFORE -> WireReply.none(new FaultEffect.Reset());
            case DROP_AFTER -> backend.serve(request, call).in(new FaultEffect.Closed());
            case RESET_AFTER -> backend.serve(request, call).in(new FaultEffect.Reset());
            case HALF_BODY -> backend.serve(request, call).in(new FaultEffect.Half());
            case DRIP ->
                backend.serve(request, call)
                        .in(new FaultEffect.Drip(struck.fault().bytesPerSecond()));
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
        CloseQuietly.quietly(backend::close);
    }
}
