package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.CallJournal;
import io.taskgate.standin.Timers;
import io.taskgate.standin.backend.SqsServer;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.delivery.BusTarget;
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

/// The EventBridge stand-in.
///
/// @param bus receives events
/// @param api its operations
/// @param proofs the authentication of HTTP Tasks
public record EventBridge(StandInEventBus bus, EventsApi api, HttpProofs proofs) implements AutoCloseable {

    private static final String GATEWAY = "taskgate";
    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    /// The events for taskgate on the bus `default`.
    private static final String CALLBACK_EVENTS = """
        {"$or": [
          {"detail-type": ["Callback Succeeded", "Callback Failed", "Callback Heartbeat", "Callback Requested"]},
          {"source": ["aws.states"], "detail-type": ["Step Functions Execution Status Change"],
           "detail": {"status": ["ABORTED", "FAILED", "TIMED_OUT"]}}]}\
        """;

    /// The end of batch runners, identified by their execution names.
    private static final String RUNNER_ENDS = """
        {"source": ["aws.states"], "detail-type": ["Step Functions Execution Status Change"],
         "detail": {"status": ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"], "name": [{"wildcard": "*-bt_*"}]}}\
        """;

    /// @param mostBytes the maximum size of one PutEvents call
    public static EventBridge start(
            Timers timers,
            CallLog truth,
            Faults faults,
            int mostBytes,
            QueueTarget queues,
            StateMachineTarget machines,
            BusTarget others) {
        Buses buses = new Buses(timers);
        Connections connections = new Connections();
        DeliveryTargets targets =
                new DeliveryTargets(queues, machines, new DestinationTarget(connections, timers), others);
        StandInEventBus bus = new StandInEventBus(
                timers, truth, buses, new EventDeliveries(timers, truth, faults, targets), mostBytes, others);
        EventsApi api = new EventsApi(
                bus, buses, new ConnectionsApi(connections, timers), new DestinationsApi(connections, timers));
        listen(api, SqsServer.EVENTS, CALLBACK_EVENTS);
        listen(api, "runner-ends", RUNNER_ENDS);
        connect(api);
        return new EventBridge(
                bus, api, new HttpProofs(connections, new ConnectionAuthenticator(new DestinationHttp(timers))));
    }

    /// Creates a rule that sends events to the queue of taskgate.
    private static void listen(EventsApi api, String rule, String pattern) {
        api.call("PutRule", StatesJson.object().put("Name", rule).put("EventPattern", pattern));
        ObjectNode targets = StatesJson.object().put("Rule", rule);
        targets.putArray("Targets").addObject().put("Id", rule).put("Arn", Arns.queue(SqsServer.EVENTS));
        api.call("PutTargets", targets);
    }

    /// Creates the connection for the HTTP Tasks of the samples: the API key of the gateway, with a constant
    /// ARN, because ASL must name it.
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
