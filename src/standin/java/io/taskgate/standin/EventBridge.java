package io.taskgate.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// EventBridge put together.
///
/// @param bus where events go in
/// @param api its operations
record EventBridge(EventBus bus, EventsApi api) implements AutoCloseable {

    /// What taskgate listens to on the bus `default`.
    private static final String CALLBACK_EVENTS = """
            {"$or": [
              {"detail-type": ["Callback Succeeded", "Callback Failed", "Callback Heartbeat", "Callback Requested"]},
              {"source": ["aws.states"], "detail-type": ["Step Functions Execution Status Change"],
               "detail": {"status": ["ABORTED", "FAILED", "TIMED_OUT"]}}]}""";

    /// @param mostBytes of one PutEvents call
    static EventBridge start(
            Timers timers, Truth truth, Faults faults, int mostBytes, QueueTarget queues, StateMachineTarget machines) {
        Buses buses = new Buses();
        Connections connections = new Connections();
        Targets targets = new Targets(queues, machines, new DestinationTarget(connections, timers));
        EventBus bus = new EventBus(timers, truth, buses, new Deliveries(timers, truth, faults, targets), mostBytes);
        EventsApi api = new EventsApi(bus, buses, new ConnectionsApi(connections, timers));
        listen(api);
        return new EventBridge(bus, api);
    }

    /// The rule that brings taskgate's events to its queue: one like any other.
    private static void listen(EventsApi api) {
        api.call("PutRule", Json.object().put("Name", SqsServer.EVENTS).put("EventPattern", CALLBACK_EVENTS));
        ObjectNode targets = Json.object().put("Rule", SqsServer.EVENTS);
        targets.putArray("Targets").addObject().put("Id", SqsServer.EVENTS).put("Arn", Arns.queue(SqsServer.EVENTS));
        api.call("PutTargets", targets);
    }

    @Override
    public void close() {
        bus.close();
    }
}
