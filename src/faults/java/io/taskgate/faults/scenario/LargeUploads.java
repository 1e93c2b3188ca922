package io.taskgate.faults.scenario;

import io.taskgate.faults.FaultGateway;
import io.taskgate.faults.GatewayFleet;
import io.taskgate.faults.check.Invariant;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.faults.check.Violation;
import io.taskgate.faults.scenario.GatewayCallers.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Uploads payloads that are too large for memory to a gateway whose disk is full. The gateway must answer
/// with 503, and must accept the same payload when space is available again. Not thread-safe.
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

    public void uploadToFullDisk(FaultGateway gateway) throws IOException, InterruptedException {
        gateway.fillDisk();
        try {
            for (int upload = 0; upload < AT_ONCE; upload++) {
                Response response = send(gateway);
                if (response.status() == 503) {
                    GatewayFleet.count(counts, "disk full");
                }
                whileFull(number, response).ifPresent(violations::add);
            }
        } finally {
            gateway.clearDisk();
        }
        afterClear(number, sendUntilAccepted(gateway)).ifPresent(violations::add);
    }

    public static Optional<Violation> whileFull(int upload, Response response) {
        // A 429 is caused by other load, and a broken connection gives no information about the disk.
        return response.status() == 503 || response.status() == 429 || response.status() == 0
                ? Optional.empty()
                : Optional.of(violation(upload, "got " + response.status() + " while the disk was full"));
    }

    public static Optional<Violation> afterClear(int upload, Response response) {
        return response.status() == 201
                ? Optional.empty()
                : Optional.of(violation(upload, "got " + response.status() + " after space was available again"));
    }

    private static Violation violation(int upload, String what) {
        return new Violation(Invariant.DISK_FULL, "upload-" + upload, what);
    }

    private Response send(FaultGateway gateway) {
        String body = "{\"upload\": " + ++number + ", \"fill\": \"" + "x".repeat(BYTES) + "\"}";
        return callers.post(
                gateway,
                "/v1/payloads",
                FaultGateway.KEY_WORKFLOW,
                body,
                ParticipantLog.line().put("client", "upload").put("action", "upload"));
    }

    private Response sendUntilAccepted(FaultGateway gateway) throws InterruptedException {
        Response response = send(gateway);
        for (int tries = 1; response.isRetryable() && tries < TRIES; tries++) {
            Thread.sleep(200);
            response = send(gateway);
        }
        return response;
    }

    public List<Violation> violations() {
        return violations;
    }
}
