package io.taskgate.faults.scenario;

import io.taskgate.faults.FaultGateway;
import io.taskgate.faults.GatewayFleet;
import io.taskgate.faults.check.Invariant;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.faults.check.Violation;
import io.taskgate.faults.scenario.GatewayCallers.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Payloads that are too large for memory, checked in at a gateway whose disk is full. It has to say so (503),
/// and to take the same payload when there is room again. Used by one thread.
public final class LargeUploads {

    private static final int BYTES = 300_000;
    private static final int AT_ONCE = 3;
    private static final int TRIES = 100;

    private final GatewayCallers callers;
    private final Map<String, Integer> counts;
    private final List<Violation> violations = new ArrayList<>();
    private int number;

    public LargeUploads(GatewayCallers callers, Map<String, Integer> counts) {
        this.callers = callers;
        this.counts = counts;
    }

    public void meetAFullDisk(FaultGateway gateway) throws IOException, InterruptedException {
        gateway.fillDisk();
        try {
            for (int upload = 0; upload < AT_ONCE; upload++) {
                Told told = send(gateway);
                if (told.status() == 503) {
                    GatewayFleet.count(counts, "disk full");
                }
                whileFull(number, told).ifPresent(violations::add);
            }
        } finally {
            gateway.clearDisk();
        }
        withRoomAgain(number, untilTaken(gateway)).ifPresent(violations::add);
    }

    public static Optional<Violation> whileFull(int upload, Told told) {
        // Others' load (429) and a connection that broke say nothing of the disk.
        return told.status() == 503 || told.status() == 429 || told.status() == 0
                ? Optional.empty()
                : Optional.of(violation(upload, "told " + told.status() + " where nothing can be written"));
    }

    public static Optional<Violation> withRoomAgain(int upload, Told told) {
        return told.status() == 201
                ? Optional.empty()
                : Optional.of(violation(upload, "told " + told.status() + " when there was room again"));
    }

    private static Violation violation(int upload, String what) {
        return new Violation(Invariant.DISK_FULL, "upload-" + upload, what);
    }

    private Told send(FaultGateway gateway) {
        String body = "{\"upload\": " + ++number + ", \"fill\": \"" + "x".repeat(BYTES) + "\"}";
        return callers.post(
                gateway,
                "/v1/payloads",
                FaultGateway.KEY_WORKFLOW,
                body,
                ParticipantLog.line().put("client", "upload").put("did", "upload"));
    }

    private Told untilTaken(FaultGateway gateway) throws InterruptedException {
        Told told = send(gateway);
        for (int tries = 1; told.isToRepeat() && tries < TRIES; tries++) {
            Thread.sleep(200);
            told = send(gateway);
        }
        return told;
    }

    public List<Violation> violations() {
        return violations;
    }
}
