package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/// Asks for every record that a client was told of, as an operator may.
final class Records {

    private static final Set<String> ENDS = Set.of("DELIVERED", "CLOSED", "REJECTED", "EXPIRED", "CANCELLED");
    private static final int AT_ONCE = 16;
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 300;

    private final List<Gateway> gateways;
    private final Callers callers;

    Records(List<Gateway> gateways, Callers callers) {
        this.gateways = gateways;
        this.callers = callers;
    }

    /// @param clients the log that says what was told
    void write(Path clients, Path records, Log open) throws IOException {
        open.flush();
        Set<String> ids = Log.read(clients).stream()
                .map(line -> line.path("callbackId").asText())
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        Semaphore atOnce = new Semaphore(AT_ONCE);
        try (Log log = new Log(records);
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

    /// A record may need a moment more than its execution: it is asked for until it is at its end, for half a minute.
    private void write(String id, Log log) {
        JsonNode record = null;
        try {
            for (int tries = 0; tries < TRIES && !isAtItsEnd(record); tries++) {
                if (tries > 0) {
                    Thread.sleep(PAUSE_MILLIS);
                }
                Callers.Told told = callers.get(gateways.get(tries % gateways.size()), "/v1/callbacks/" + id);
                record = told.status() == 200 ? told.body() : record;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (record != null) {
            log.write((ObjectNode) record);
        }
    }

    private static boolean isAtItsEnd(@org.jspecify.annotations.Nullable JsonNode record) {
        return record != null && ENDS.contains(record.path("state").asText());
    }
}
