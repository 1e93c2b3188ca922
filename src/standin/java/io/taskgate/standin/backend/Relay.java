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

/// The advertised port of a part that is a library (S3, SQS): passes calls on, plays faults, and
/// writes what
/// was applied into the truth before the caller learns of it.
final class Relay implements FaultingSession.Backend {

    /// What a service's calls are named, and which of them change something.
    interface Dialect {

        OperationName called(WireRequest request) throws IOException;

        /// Whether the truth of such a call is in its body, which is small enough to hold.
        boolean readsBody(OperationName called);

        /// Why AWS would not take the call, where the part would, or would say it otherwise.
        default Optional<AwsError> refusal(WireRequest request, OperationName called) throws IOException {
            return Optional.empty();
        }

        /// A call that the part answered with success.
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
