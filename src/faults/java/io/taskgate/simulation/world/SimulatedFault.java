package io.taskgate.simulation.world;

/// The faults of a run, with the maximum probability of each per call.
public enum SimulatedFault {
    /// A ledger call takes one to five seconds.
    LEDGER_SLOW(0.02),
    /// A write of the ledger is applied, but its reply is lost.
    LEDGER_REPLY_LOST(0.03),
    /// A ledger call fails without effect.
    LEDGER_FAILED(0.05),
    /// All writes of the ledger fail for a while; reads and the index still work.
    LEDGER_THROTTLED(0.002),
    /// The due index does not show a write for up to two seconds.
    INDEX_LAG(0.3),
    /// Step Functions applies a call, but the reply is lost.
    REPLY_LOST(0.1),
    /// Step Functions does not receive a call, and no reply comes.
    REQUEST_LOST(0.1),
    /// Step Functions throttles a call.
    THROTTLED(0.2),
    /// Step Functions denies a call.
    DENIED(0.02),
    /// The execution's history can't be read.
    HISTORY_AWAY(0.5),
    /// The bus or a service accepts a request, but the reply is lost.
    DISPATCH_REPLY_LOST(0.1),
    /// The bus or a service accepts a request and replies after up to two seconds.
    DISPATCH_SLOW(0.1),
    /// The bus or a service is unavailable.
    DISPATCH_FAILED(0.2),
    /// A service's status page can't be read.
    STATUS_PAGE_AWAY(0.5),
    /// A call of the payload store or a batch's source fails, or its stream breaks off.
    STORE_FAILED(0.05),
    /// A call to the queue fails, before or after it is applied.
    QUEUE_FAILED(0.1),
    /// The queue delivers an event up to 20 s late, and so out of order.
    EVENT_LATE(0.3),
    /// A request or an event is delivered twice.
    DELIVERED_TWICE(0.3),
    /// A caller does not receive the response to its request.
    HTTP_REPLY_LOST(0.1),
    /// A gateway is killed at a fail point.
    KILLED_BETWEEN_STEPS(0.01),
    /// A gateway is killed at a random time.
    KILLED(1),
    /// A gateway gets SIGTERM: it finishes its requests, sends absorbed heartbeats, and releases its leases.
    TERMINATED(1),
    /// A gateway is paused for a while.
    STOPPED(1),
    /// A gateway's machine is suspended: its monotonic clock stops, and its wall clock stops for up to two
    /// seconds.
    SUSPENDED(1),
    /// A gateway's wall clock jumps by up to a minute.
    CLOCK_JUMP(1),
    /// A gateway starts with a wall clock offset of up to a minute.
    CLOCK_WRONG_AT_START(0.5);

    private final double most;

    SimulatedFault(double most) {
        this.most = most;
    }

    /// The maximum probability in a run.
    double most() {
        return most;
    }
}
