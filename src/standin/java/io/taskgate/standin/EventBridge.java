package io.taskgate.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// EventBridge put together.
///
/// @param bus where events go in
/// @param api its operations
/// @param proofs how calls of HTTP Tasks prove themselves
record EventBridge(EventBus bus, EventsApi api, HttpProofs proofs) implements AutoCloseable {

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
    static EventBridge start(
            Timers timers, Truth truth, Faults faults, int mostBytes, QueueTarget queues, StateMachineTarget machines) {
        Buses buses = new Buses();
        Connections connections = new Connections();
        Targets targets = new Targets(queues, machines, new DestinationTarget(connections, timers));
        EventBus bus = new EventBus(timers, truth, buses, new Deliveries(timers, truth, faults, targets), mostBytes);
        EventsApi api = new EventsApi(bus, buses, new ConnectionsApi(connections, timers));
        listen(api, SqsServer.EVENTS, CALLBACK_EVENTS);
        listen(api, "runner-ends", RUNNER_ENDS);
        connect(api);
        return new EventBridge(bus, api, new HttpProofs(connections, new Bearers(new DestinationHttp(timers))));
    }

    /// A rule that brings events to taskgate's queue: one like any other.
    private static void listen(EventsApi api, String rule, String pattern) {
        api.call("PutRule", Json.object().put("Name", rule).put("EventPattern", pattern));
        ObjectNode targets = Json.object().put("Rule", rule);
        targets.putArray("Targets").addObject().put("Id", rule).put("Arn", Arns.queue(SqsServer.EVENTS));
        api.call("PutTargets", targets);
    }

    /// The connection of the samples' HTTP Tasks: the gateway's key, by a constant ARN, as ASL has to name it.
    private static void connect(EventsApi api) {
        ObjectNode connection = Json.object().put("Name", GATEWAY).put("AuthorizationType", "API_KEY");
        connection
                .putObject("AuthParameters")
                .putObject("ApiKeyAuthParameters")
                .put("ApiKeyName", OutgoingHttp.KEY_HEADER)
                .put("ApiKeyValue", OutgoingHttp.KEY);
        connection.putObject(Journal.AGAIN).put("ConnectionArn", Arns.events("connection", GATEWAY + "/" + NO_UUID));
        api.call("CreateConnection", connection);
    }

    @Override
    public void close() {
        bus.close();
    }
}
