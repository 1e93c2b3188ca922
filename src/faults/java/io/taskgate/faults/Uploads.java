package io.taskgate.faults;

import io.taskgate.faults.Callers.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                }
                whileFull(number, told).ifPresent(violations::add);
            }
        } finally {
            gateway.clearDisk();
        }
        withRoomAgain(number, untilTaken(gateway)).ifPresent(violations::add);
    }

    static Optional<Violation> whileFull(int upload, Told told) {
        // Others' load (429) and a connection that broke say nothing of the disk.
        return told.status() == 503 || told.status() == 429 || told.status() == 0
                ? Optional.empty()
                : Optional.of(violation(upload, "told " + told.status() + " where nothing can be written"));
    }

    static Optional<Violation> withRoomAgain(int upload, Told told) {
        return told.status() == 201
                ? Optional.empty()
                : Optional.of(violation(upload, "told " + told.status() + " when there was room again"));
    }

    private static Violation violation(int upload, String what) {
        return new Violation(Rule.DISK_FULL, "upload-" + upload, what);
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

    private Told untilTaken(Gateway gateway) throws InterruptedException {
        Told told = send(gateway);
        for (int tries = 1; told.isToRepeat() && tries < TRIES; tries++) {
            Thread.sleep(200);
            told = send(gateway);
        }
        return told;
    }

    List<Violation> violations() {
        return violations;
    }
}
