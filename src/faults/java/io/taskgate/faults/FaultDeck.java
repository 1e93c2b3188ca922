package io.taskgate.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Runs each fault once in random order, then reshuffles and starts again. The seed determines the order. Not
/// thread-safe.
final class FaultDeck {

    private final List<FaultAction> faults = new ArrayList<>();
    private final Random random;
    private int started;

    FaultDeck(Random random) {
        this.random = random;
    }

    interface FaultAction {
        void run() throws IOException, InterruptedException;
    }

    void add(FaultAction fault) {
        faults.add(fault);
    }

    /// Returns whether every fault has run at least once.
    boolean hasRunAll() {
        return started >= faults.size();
    }

    void runNext() throws IOException, InterruptedException {
        int next = started % faults.size();
        if (next == 0) {
            Collections.shuffle(faults, random);
        }
        FaultAction fault = faults.get(next);
        fault.run();
        started++;
    }
}
