package io.taskgate.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.faults.FaultGateway;
import io.taskgate.faults.scenario.GatewayCallers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/// Reads every record that a response named, by the operator API.
public final class RecordAudit {

    private static final Set<String> FINAL_STATES = Set.of("DELIVERED", "CLOSED", "REJECTED", "EXPIRED", "CANCELLED");
    private static final int AT_ONCE = 16;
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 300;

    private final List<FaultGateway> gateways;
    private final GatewayCallers callers;

    public RecordAudit(List<FaultGateway> gateways, GatewayCallers callers) {
        this.gateways = gateways;
        this.callers = callers;
    }

    /// Writes the records.
    ///
    /// @param clients the log of the responses to clients
    public void write(Path clients, Path records, ParticipantLog open) throws IOException {
        open.flush();
        Set<String> ids = ParticipantLog.read(clients).stream()
                .map(line -> line.path("callbackId").asText())
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        Semaphore atOnce = new Semaphore(AT_ONCE);
        try (ParticipantLog log = new ParticipantLog(records);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String id : ids) {
                atOnce.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        write(id, log);
                    } finally {
                        atOnce.release();
                    }
                });
            }
        }
    }

    /// Reads a record, and repeats the read for up to 30 seconds until its state is final: a record may end
    /// later than its execution.
    private void write(String id, ParticipantLog log) {
        JsonNode record = null;
        try {
            for (int tries = 0; tries < TRIES && !isFinal(record); tries++) {
                if (tries > 0) {
                    Thread.sleep(PAUSE_MILLIS);
                }
                GatewayCallers.Response response =
                        callers.get(gateways.get(tries % gateways.size()), "/v1/callbacks/" + id);
                record = response.status() == 200 ? response.body() : record;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (record != null) {
            log.write((ObjectNode) record);
        }
    }

    private static boolean isFinal(@org.jspecify.annotations.Nullable JsonNode record) {
        return record != null && FINAL_STATES.contains(record.path("state").asText());
    }
}
