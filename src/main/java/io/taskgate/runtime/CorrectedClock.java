package io.taskgate.runtime;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/// The machine's clock, corrected by what it was measured to be off AWS's. What is written by several processes
/// is compared by all of them, so each writes the same time, whatever its machine says.
public final class CorrectedClock extends Clock {

    private final Clock machine;
    private final ClockHealth health;

    public CorrectedClock(Clock machine, ClockHealth health) {
        this.machine = machine;
        this.health = health;
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(health.offset());
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new CorrectedClock(machine.withZone(zone), health);
    }
}
