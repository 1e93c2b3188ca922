package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.AwsReply;
import io.taskgate.standin.fault.Fault;
import io.taskgate.standin.fault.FaultingSession;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.fault.OperationName.Service;
import io.taskgate.standin.fault.ServedCall;
import io.taskgate.standin.realm.AccountKeys;
import io.taskgate.standin.realm.Realm;
import io.taskgate.standin.realm.RealmRegistry;
import io.taskgate.standin.realm.RealmServices;
import io.taskgate.standin.realm.StandInSecurityTokens;
import io.taskgate.standin.wire.HttpPort;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;

/// Serves Step Functions, EventBridge, STS and the local pages under `/_local/` on one port. Does not verify
/// signatures.
///
/// @param keys decides whose call it is
/// @param sts STS, which has one instance for all realms
/// @param journal of calls that create resources
record FrontServer(RealmRegistry realms, AccountKeys keys, StandInSecurityTokens sts, CallJournal journal)
        implements FaultingSession.Backend {

    private static final String EVENTS = "AWSEvents.";
    private static final String STATES = "AWSStepFunctions.";

    static HttpPort.Session session(FrontServer front, LocalPages pages, Faults faults) {
        FaultingSession services = new FaultingSession(faults, front);
        return request -> {
            if (request.path().startsWith(LocalPages.ROOT)) {
                return pages.serve(request);
            }
            boolean visit = request.method().equals("GET") && request.query().isEmpty();
            return visit ? LocalPages.root() : services.serve(request);
        };
    }

    @Override
    public OperationName called(WireRequest request) throws IOException {
        String target = request.headers().first("X-Amz-Target").orElse("");
        if (target.isEmpty()) {
            return new OperationName(Service.STS, StandInSecurityTokens.operation(request));
        }
        Service service = target.startsWith(EVENTS) ? Service.EVENTS : Service.STATES;
        return new OperationName(service, target.substring(target.indexOf('.') + 1));
    }

    @Override
    public WireReply serve(WireRequest request, ServedCall call) throws IOException {
        OperationName called = call.called();
        if (called.service() == Service.STS) {
            return sts.serve(request, called.operation());
        }
        JsonNode body = StatesJson.parse(request.body().text()).orElse(StatesJson.object());
        try {
            known(request);
            JsonNode answer = keys.realm(request)
                    .call(() -> ScopedValue.where(ServedCall.CURRENT, call).call(() -> kept(called, body)));
            return AwsReply.ok(called.service(), answer);
        } catch (AwsError error) {
            return AwsReply.error(called.service(), error);
        }
    }

    private JsonNode kept(OperationName called, JsonNode body) {
        JsonNode answer = answer(called, body);
        journal.keep(called, body, answer);
        return answer;
    }

    /// Recorded whether or not the call is applied: its sender may not learn the result.
    @Override
    public void struck(WireRequest request, ServedCall call) throws IOException {
        if (call.called().service() == Service.STS) {
            return;
        }
        JsonNode body = StatesJson.parse(request.body().text()).orElse(StatesJson.object());
        Realm realm = keys.realm(request);
        realm.run(() -> ScopedValue.where(ServedCall.CURRENT, call)
                .run(() -> realms.current().statesApi().struck(call.called().operation(), body)));
    }

    private static void known(WireRequest request) {
        String target = request.headers().first("X-Amz-Target").orElse("");
        if (!target.startsWith(EVENTS) && !target.startsWith(STATES)) {
            throw new AwsError(
                    404,
                    "UnknownOperationException",
                    "Only Step Functions, EventBridge and STS are available here. See GET /_local/endpoints for other"
                            + " endpoints.");
        }
    }

    /// Answers for the current realm.
    JsonNode answer(OperationName called, JsonNode body) {
        RealmServices services = realms.current();
        if (called.service() == Service.STATES) {
            if (body.has("taskToken")) {
                realms.requireOwn(body.get("taskToken").asText());
            }
            return services.statesApi().call(called.operation(), body);
        }
        boolean failsFirst =
                ServedCall.CURRENT.isBound() && ServedCall.CURRENT.get().isStruckBy(Fault.Kind.FAIL_ENTRY);
        return failsFirst
                ? services.events().bus().put(body, true)
                : services.events().api().call(called.operation(), body);
    }
}
