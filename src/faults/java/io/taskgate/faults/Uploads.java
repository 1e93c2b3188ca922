package io.taskgate.faults;

import io.taskgate.faults.Callers.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Payloads that are too large for memory, checked in at a gateway whose disk is full. It has to say so (503), and to
/// take the same payload when there is room again. Used by one thread.
final class Uploads {

    private static final int BYTES = 300_000;
    private static final int AT_ONCE = 3;
    private static final int TRIES = 100;

    private final Callers callers;
    private final Map<String, Integer> counts;
    private final List<Violation> violations = new ArrayList<>();
    private int number;

    Uploads(Callers callers, Map<String, Integer> counts) {
        this.callers = callers;
        this.counts = counts;
    }

    void meetAFullDisk(Gateway gateway) throws IOException, InterruptedException {
        gateway.fillDisk();
        try {
            for (int upload = 0; upload < AT_ONCE; upload++) {
                Told told = send(gateway);
                if (told.status() == 503) {
                    Fleet.count(counts, "disk full");
                } else if (!told.isToRepeat()) {
                    violations.add(violation("told " + told.status() + " where nothing can be written"));
                }
            }
        } finally {
            gateway.clearDisk();
        }
        String still = untilTaken(gateway);
        if (still != null) {
            violations.add(violation(still));
        }
    }

    private Violation violation(String what) {
        return new Violation(Rule.DISK_FULL, "upload-" + number, what);
    }

    private Told send(Gateway gateway) {
        String body = "{\"upload\": " + ++number + ", \"fill\": \"" + "x".repeat(BYTES) + "\"}";
        return callers.post(
                gateway,
                "/v1/payloads",
                Gateway.KEY_WORKFLOW,
                body,
                Log.line().put("client", "upload").put("did", "upload"));
    }

    private @Nullable String untilTaken(Gateway gateway) throws InterruptedException {
        Told told = send(gateway);
        for (int tries = 1; told.isToRepeat() && tries < TRIES; tries++) {
            Thread.sleep(200);
            told = send(gateway);
        }
        return told.status() == 201 ? null : "told " + told.status() + " when there was room again";
    }

    List<Violation> violations() {
        return violations;
    }
}
