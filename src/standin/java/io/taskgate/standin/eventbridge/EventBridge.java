package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.CallJournal;
import io.taskgate.standin.Timers;
import io.taskgate.standin.backend.SqsServer;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.delivery.ConnectionAuthenticator;
import io.taskgate.standin.eventbridge.delivery.DeliveryTargets;
import io.taskgate.standin.eventbridge.delivery.DestinationHttp;
import io.taskgate.standin.eventbridge.delivery.DestinationTarget;
import io.taskgate.standin.eventbridge.delivery.EventDeliveries;
import io.taskgate.standin.eventbridge.delivery.QueueTarget;
import io.taskgate.standin.eventbridge.delivery.StateMachineTarget;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.integration.HttpProofs;
import io.taskgate.standin.integration.OutgoingHttp;
import io.taskgate.standin.stepfunctions.Arns;

/// EventBridge put together.
///
/// @param bus where events go in
/// @param api its operations
/// @param proofs how calls of HTTP Tasks prove themselves
public record EventBridge(StandInEventBus bus, EventsApi api, HttpProofs proofs) implements AutoCloseable {

    private static final String GATEWAY = "taskgate";
    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    /// What taskgate listens to on the bus `default`.
    private static final String CALLBACK_EVENTS = """
            {"$or": [
              {"detail-type": ["Callback Succeeded", "Callback Failed", "Callback Heartbeat", "Callback Requested"]},
              {"source": ["aws.states"], "detail-type": ["Step Functions Execution Status Change"],
               "detail": {"status": ["ABORTED", "FAILED", "TIMED_OUT"]}}]}""";

    /// The same of the ends of batches' runners, known by their executions' names.
    private static final String RUNNER_ENDS = """
            {"source": ["aws.states"], "detail-type": ["Step Functions Execution Status Change"],
             "detail": {"status": ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"], "name": [{"wildcard": "*-bt_*"}]}}""";

    /// @param mostBytes of one PutEvents call
    public static EventBridge start(
            Timers timers,
            CallLog truth,
            Faults faults,
            int mostBytes,
            QueueTarget queues,
            StateMachineTarget machines) {
        Buses buses = new Buses();
        Connections connections = new Connections();
        DeliveryTargets targets = new DeliveryTargets(queues, machines, new DestinationTarget(connections, timers));
        StandInEventBus bus = new StandInEventBus(
                timers, truth, buses, new EventDeliveries(timers, truth, faults, targets), mostBytes);
        EventsApi api = new EventsApi(bus, buses, new ConnectionsApi(connections, timers));
        listen(api, SqsServer.EVENTS, CALLBACK_EVENTS);
        listen(api, "runner-ends", RUNNER_ENDS);
        connect(api);
        return new EventBridge(
                bus, api, new HttpProofs(connections, new ConnectionAuthenticator(new DestinationHttp(timers))));
    }

    /// A rule that brings events to taskgate's queue: one like any other.
    private static void listen(EventsApi api, String rule, String pattern) {
        api.call("PutRule", StatesJson.object().put("Name", rule).put("EventPattern", pattern));
        ObjectNode targets = StatesJson.object().put("Rule", rule);
        targets.putArray("Targets").addObject().put("Id", rule).put("Arn", Arns.queue(SqsServer.EVENTS));
        api.call("PutTargets", targets);
    }

    /// The connection of the samples' HTTP Tasks: the gateway's key, by a constant ARN, as ASL has to name it.
    private static void connect(EventsApi api) {
        ObjectNode connection = StatesJson.object().put("Name", GATEWAY).put("AuthorizationType", "API_KEY");
        connection
                .putObject("AuthParameters")
                .putObject("ApiKeyAuthParameters")
                .put("ApiKeyName", OutgoingHttp.KEY_HEADER)
                .put("ApiKeyValue", OutgoingHttp.KEY);
        connection
                .putObject(CallJournal.AGAIN)
                .put("ConnectionArn", Arns.events("connection", GATEWAY + "/" + NO_UUID));
        api.call("CreateConnection", connection);
    }

    @Override
    public void close() {
        bus.close();
    }
}
