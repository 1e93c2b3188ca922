package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.EventsApi;
import io.taskgate.standin.eventbridge.StandInEventBus;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.AwsReply;
import io.taskgate.standin.fault.Fault;
import io.taskgate.standin.fault.FaultingSession;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.fault.OperationName.Service;
import io.taskgate.standin.fault.ServedCall;
import io.taskgate.standin.stepfunctions.api.StatesApi;
import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;

/// Serves Step Functions, EventBridge and the local pages under `/_local/` on one port. Does not verify
/// signatures.
///
/// @param states the operations of Step Functions
/// @param events the operations of EventBridge
/// @param bus for PutEvents whose first entry fails
/// @param journal of calls that create resources
record FrontServer(StatesApi states, EventsApi events, StandInEventBus bus, CallJournal journal)
        implements FaultingSession.Backend {

    private static final String EVENTS = "AWSEvents.";

    static HttpPort.Session session(FrontServer front, LocalPages pages, Faults faults) {
        FaultingSession services = new FaultingSession(faults, front);
        return request -> request.path().startsWith(LocalPages.ROOT) ? pages.serve(request) : services.serve(request);
    }

    @Override
    public OperationName called(WireRequest request) {
        String target = request.headers().first("X-Amz-Target").orElse("");
        Service service = target.startsWith(EVENTS) ? Service.EVENTS : Service.STATES;
        return new OperationName(service, target.substring(target.indexOf('.') + 1));
    }

    @Override
    public WireReply serve(WireRequest request, ServedCall call) throws IOException {
        JsonNode body = StatesJson.parse(request.body().text()).orElse(StatesJson.object());
        OperationName called = call.called();
        try {
            known(request);
            JsonNode answer = ScopedValue.where(ServedCall.CURRENT, call).call(() -> answer(called, body));
            journal.keep(called, body, answer);
            return AwsReply.ok(called.service(), answer);
        } catch (AwsError error) {
            return AwsReply.error(called.service(), error);
        }
    }

    /// Recorded whether or not the call is applied: its sender may not learn the result.
    @Override
    public void struck(WireRequest request, ServedCall call) throws IOException {
        JsonNode body = StatesJson.parse(request.body().text()).orElse(StatesJson.object());
        ScopedValue.where(ServedCall.CURRENT, call)
                .run(() -> states.struck(call.called().operation(), body));
    }

    private static void known(WireRequest request) {
        String target = request.headers().first("X-Amz-Target").orElse("");
        if (!target.startsWith(EVENTS) && !target.startsWith("AWSStepFunctions.")) {
            throw new AwsError(
                    404,
                    "UnknownOperationException",
                    "Only Step Functions and EventBridge are available here. See GET /_local/endpoints for other"
                            + " endpoints.");
        }
    }

    JsonNode answer(OperationName called, JsonNode body) {
        if (called.service() == Service.STATES) {
            return states.call(called.operation(), body);
        }
        boolean failsFirst =
                ServedCall.CURRENT.isBound() && ServedCall.CURRENT.get().isStruckBy(Fault.Kind.FAIL_ENTRY);
        return failsFirst ? bus.put(body, true) : events.call(called.operation(), body);
    }
}
