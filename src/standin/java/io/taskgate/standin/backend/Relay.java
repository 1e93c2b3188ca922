package io.taskgate.standin.backend;

import io.taskgate.standin.Timers;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.AwsReply;
import io.taskgate.standin.fault.FaultingSession;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.fault.ServedCall;
import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.Upstream;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/// The advertised port of a library service (S3, SQS). Forwards calls, applies faults, and logs an applied call
/// before its caller gets the response.
final class Relay implements FaultingSession.Backend {

    /// Names the operations of a service, and the ones that write.
    interface Dialect {

        OperationName called(WireRequest request) throws IOException;

        /// Returns whether the log entry of such a call comes from its body, which is small.
        boolean readsBody(OperationName called);

        /// Returns the error of AWS for a call that the library accepts, or rejects differently.
        default Optional<AwsError> refusal(WireRequest request, OperationName called) throws IOException {
            return Optional.empty();
        }

        /// Removes the headers that AWS accepts and the library does not.
        default void prepare(WireRequest request) {}

        /// Handles a successful call.
        void applied(WireRequest request, WireReply reply, ServedCall call) throws IOException;
    }

    private final Dialect dialect;
    private final Upstream upstream;

    private Relay(Dialect dialect, Upstream upstream) {
        this.dialect = dialect;
        this.upstream = upstream;
    }

    static HttpPort open(int port, URI part, Dialect dialect, Faults faults, Timers timers) throws IOException {
        return HttpPort.open(
                port, () -> new FaultingSession(faults, new Relay(dialect, new Upstream(part))), timers::now);
    }

    @Override
    public OperationName called(WireRequest request) throws IOException {
        return dialect.called(request);
    }

    @Override
    public WireReply serve(WireRequest request, ServedCall call) throws IOException {
        if (dialect.readsBody(call.called())) {
            request.body().bytes();
        }
        Optional<AwsError> refusal = dialect.refusal(request, call.called());
        if (refusal.isPresent()) {
            return AwsReply.error(call.called().service(), refusal.get());
        }
        dialect.prepare(request);
        WireReply reply = upstream.call(request);
        if (reply.status() < 300) {
            dialect.applied(request, reply, call);
        }
        return reply;
    }

    @Override
    public void close() {
        upstream.close();
    }
}
