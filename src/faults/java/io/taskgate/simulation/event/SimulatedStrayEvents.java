package io.taskgate.simulation.event;

import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.simulation.world.SimulatedFault;
import io.taskgate.simulation.world.SimulatedFaultSchedule;
import io.taskgate.simulation.world.SimulatedScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The events in the table that matched no route.
public final class SimulatedStrayEvents implements StrayEventStore {

    private static final Duration FAST = Duration.ofMillis(2);
    private static final Duration USUAL = Duration.ofMillis(24);

    private final SimulatedScheduler scheduler;
    private final SimulatedFaultSchedule faults;
    private final List<Stray> kept = new ArrayList<>();

    public SimulatedStrayEvents(SimulatedScheduler scheduler, SimulatedFaultSchedule faults) {
        this.scheduler = scheduler;
        this.faults = faults;
    }

    private void pass() {
        scheduler.sleep(faults.between(FAST, USUAL));
        if (faults.occurs(SimulatedFault.LEDGER_FAILED)) {
            throw new LedgerUnavailableException("The ledger is unavailable.", new IOException("no connection"));
        }
    }

    @Override
    public void save(Stray stray) {
        pass();
        kept.add(stray);
    }

    @Override
    public List<Stray> list(int most) {
        pass();
        return kept.reversed().stream().limit(most).toList();
    }

    /// For the checker: simulated time does not advance.
    public boolean holds(String id) {
        return kept.stream().anyMatch(stray -> stray.id().equals(id));
    }
}
