package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Called.Service;
import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.Reply;
import io.taskgate.standin.wire.Request;
import java.io.IOException;

/// The one port where Step Functions and EventBridge answer, with the stand-ins' own pages under `/_local/`.
/// Signatures
/// are accepted unread.
///
/// @param states Step Functions' operations
/// @param events EventBridge's
/// @param bus for PutEvents whose first entry shall fail
/// @param journal of what is made by call
record Front(StatesApi states, EventsApi events, EventBus bus, Journal journal) implements Misbehaviour.Backend {

    private static final String EVENTS = "AWSEvents.";

    static HttpPort.Session session(Front front, LocalPages pages, Faults faults) {
        Misbehaviour services = new Misbehaviour(faults, front);
        return request -> request.path().startsWith(LocalPages.ROOT) ? pages.serve(request) : services.serve(request);
    }

    @Override
    public Called called(Request request) {
        String target = request.headers().first("X-Amz-Target").orElse("");
        Service service = target.startsWith(EVENTS) ? Service.EVENTS : Service.STATES;
        return new Called(service, target.substring(target.indexOf('.') + 1));
    }

    @Override
    public Reply serve(Request request, Call call) throws IOException {
        JsonNode body = Json.parse(request.body().text()).orElse(Json.object());
        Called called = call.called();
        try {
            known(request);
            JsonNode answer = ScopedValue.where(Call.CURRENT, call).call(() -> answer(called, body));
            journal.keep(called, body, answer);
            return AwsReply.ok(called.service(), answer);
        } catch (AwsError error) {
            return AwsReply.error(called.service(), error);
        }
    }

    /// Told whether or not the call is applied: its sender may not learn either way.
    @Override
    public void struck(Request request, Call call) throws IOException {
        JsonNode body = Json.parse(request.body().text()).orElse(Json.object());
        ScopedValue.where(Call.CURRENT, call)
                .run(() -> states.struck(call.called().operation(), body));
    }

    private static void known(Request request) {
        String target = request.headers().first("X-Amz-Target").orElse("");
        if (!target.startsWith(EVENTS) && !target.startsWith("AWSStepFunctions.")) {
            throw new AwsError(
                    404,
                    "UnknownOperationException",
                    "only Step Functions and EventBridge answer here; GET /_local/endpoints names the rest");
        }
    }

    JsonNode answer(Called called, JsonNode body) {
        if (called.service() == Service.STATES) {
            return states.call(called.operation(), body);
        }
        boolean failsFirst = Call.CURRENT.isBound() && Call.CURRENT.get().isStruckBy(Fault.Kind.FAIL_ENTRY);
        return failsFirst ? bus.put(body, true) : events.call(called.operation(), body);
    }
}
