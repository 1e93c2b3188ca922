package io.taskgate.simulation.world;

/// What may go wrong at a simulated port, and how often at the most, for each call.
public enum SimulatedFault {
    /// The ledger answers after one to five seconds.
    LEDGER_SLOW(0.02),
    /// A write of the ledger is written, and its reply is lost.
    LEDGER_REPLY_LOST(0.03),
    /// A call of the ledger fails and changes nothing.
    LEDGER_FAILED(0.05),
    /// All writes of the ledger fail for a while; its reads and its index go on.
    LEDGER_THROTTLED(0.002),
    /// The due index does not show a write for up to two seconds.
    INDEX_LAG(0.3),
    /// Step Functions applies a call, and the reply is lost.
    REPLY_LOST(0.1),
    /// Step Functions does not get a call, and nobody knows.
    REQUEST_LOST(0.1),
    /// Step Functions throttles a call.
    THROTTLED(0.2),
    /// Step Functions denies a call.
    DENIED(0.02),
    /// The execution's history can't be read.
    HISTORY_AWAY(0.5),
    /// The bus or a service takes a request, and the reply is lost.
    DISPATCH_REPLY_LOST(0.1),
    /// The bus or a service takes a request, and replies after up to two seconds.
    DISPATCH_SLOW(0.1),
    /// The bus or a service is away.
    DISPATCH_FAILED(0.2),
    /// A service's status page can't be read.
    STATUS_PAGE_AWAY(0.5),
    /// The payload store or a batch's source fails a call, or breaks off in the middle.
    STORE_FAILED(0.05),
    /// A call to the queue fails, before or after it is carried out.
    QUEUE_FAILED(0.1),
    /// The queue shows an event up to 20 s late, and so out of order.
    EVENT_LATE(0.3),
    /// A request or an event comes twice.
    DELIVERED_TWICE(0.3),
    /// A caller does not learn what its request came to.
    HTTP_REPLY_LOST(0.1),
    /// A gateway is killed at a fail point.
    KILLED_BETWEEN_STEPS(0.01),
    /// A gateway is killed at any moment.
    KILLED(1),
    /// A gateway is asked to end (SIGTERM): it finishes its requests, tells absorbed heartbeats, and gives back what
    /// it holds.
    TERMINATED(1),
    /// A gateway stands still for a while.
    STOPPED(1),
    /// A gateway's machine is suspended: its monotonic clock stands still, and for up to two seconds its wall
    /// clock.
    SUSPENDED(1),
    /// A gateway's wall clock jumps, by up to a minute.
    CLOCK_JUMP(1),
    /// A gateway begins with a wall clock that is off by up to a minute.
    CLOCK_WRONG_AT_START(0.5);

    private final double most;

    SimulatedFault(double most) {
        this.most = most;
    }

    /// The highest probability of a run.
    double most() {
        return most;
    }
}
