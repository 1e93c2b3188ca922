package io.taskgate.standin;

import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.Reply;
import io.taskgate.standin.wire.Request;
import io.taskgate.standin.wire.Upstream;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/// The advertised port of a part that is a library (DynamoDB, S3, SQS): passes calls on, plays faults, and
/// writes what
/// was applied into the truth before the caller learns of it.
final class Relay implements Misbehaviour.Backend {

    /// What a service's calls are named, and which of them change something.
    interface Dialect {

        Called called(Request request) throws IOException;

        /// Whether the truth of such a call is in its body, which is small enough to hold.
        boolean readsBody(Called called);

        /// Why AWS would not take the call, where the part would, or would say it otherwise.
        default Optional<AwsError> refusal(Request request, Called called) throws IOException {
            return Optional.empty();
        }

        /// A call that the part answered with success.
        void applied(Request request, Reply reply, Call call) throws IOException;
    }

    private final Dialect dialect;
    private final Upstream upstream;

    private Relay(Dialect dialect, Upstream upstream) {
        this.dialect = dialect;
        this.upstream = upstream;
    }

    static HttpPort open(int port, URI part, Dialect dialect, Faults faults, Timers timers) throws IOException {
        return HttpPort.open(port, () -> new Misbehaviour(faults, new Relay(dialect, new Upstream(part))), timers::now);
    }

    @Override
    public Called called(Request request) throws IOException {
        return dialect.called(request);
    }

    @Override
    public Reply serve(Request request, Call call) throws IOException {
        if (dialect.readsBody(call.called())) {
            request.body().bytes();
        }
        Optional<AwsError> refusal = dialect.refusal(request, call.called());
        if (refusal.isPresent()) {
            return AwsReply.error(call.called().service(), refusal.get());
        }
        Reply reply = upstream.call(request);
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
