package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.fuzz.FuzzReport.Finding;
import io.taskgate.fuzz.wire.CalledServices;
import io.taskgate.fuzz.wire.RawClient;
import io.taskgate.fuzz.wire.RawReply;
import io.taskgate.fuzz.wire.RawRequest;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A fuzz run: starts the stand-ins, the called services and the gateway, runs the lanes, and then checks the
/// gateway's log, memory and queue.
final class FuzzRun implements AutoCloseable {

    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Duration EMPTY = Duration.ofSeconds(60);
    private static final int PARTS = 4;

    /// The limit of the live heap after a collection, in MiB.
    private static final long MOST_LIVE = FuzzedGateway.HEAP_MEBIBYTES * 3L / 4;

    private final FuzzPlan plan;
    private final OpenApiDocument document;
    private final FuzzReport report;
    private final StandIns aws;
    private final CalledServices services;
    private final FuzzStateMachines machines;
    private final QueueEvents events;
    private final FuzzedGateway gateway;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService async = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /// The result of a run.
    record Result(String text, List<Finding> findings) {}

    FuzzRun(FuzzPlan plan) throws IOException {
        this.plan = plan;
        document = OpenApiDocument.read(OpenApiDocument.FILE);
        report = new FuzzReport(plan, document);
        aws = StandIns.start(Ports.FREE);
        services = new CalledServices();
        machines = new FuzzStateMachines(aws);
        events = new QueueEvents(aws);
        gateway = new FuzzedGateway(plan.folder(), FuzzConfiguration.of(plan, services.url()), aws);
    }

    FuzzPlan plan() {
        return plan;
    }

    OpenApiDocument document() {
        return document;
    }

    FuzzStateMachines machines() {
        return machines;
    }

    QueueEvents events() {
        return events;
    }

    FuzzedGateway gateway() {
        return gateway;
    }

    FuzzReport report() {
        return report;
    }

    boolean isRunning() {
        return !stopped.get();
    }

    /// Runs a request that takes longer than a lane waits.
    void runAsync(Runnable task) {
        async.execute(task);
    }

    /// Records that the gateway process has ended.
    ///
    /// @param last the last requests
    void died(List<RawRequest> last) {
        if (stopped.compareAndSet(false, true)) {
            last.forEach(request -> report.find("the gateway process ended", request, "see gateway.log"));
        }
    }

    Result run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<Long> heaps = new ArrayList<>();
        List<Socket> half = new KillRequests(plan).halfBodies(gateway.port());
        for (int lane = 0; lane < plan.lanes(); lane++) {
            threads.execute(new FuzzLane(this, lane));
        }
        threads.shutdown();
        Progress progress = new Progress();
        while (!threads.awaitTermination(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
            if (gateway.isAlive() && report.requests() >= (heaps.size() + 1L) * plan.requests() / PARTS) {
                heaps.add(gateway.liveHeap());
                progress.print();
            }
        }
        double seconds = seconds(began);
        async.shutdown();
        if (!async.awaitTermination(1, TimeUnit.MINUTES)) {
            report.find("no response to a request within a minute", null, "");
        }
        report.figure("duration, requests per second", "%.0f s, %.0f".formatted(seconds, report.requests() / seconds));
        report.figure(
                "CPU time of the gateway, of the fuzzer with the stand-ins",
                "%d s, %d s"
                        .formatted(
                                gateway.processorTime().toSeconds(),
                                FuzzedGateway.processorTime(ProcessHandle.current())
                                        .toSeconds()));
        closed(half);
        afterwards(heaps);
        log();
        String text = report.write();
        return new Result(text, report.findings());
    }

    /// Prints the rate since the last print, because much of the initial time is spent on JIT compilation.
    /// Not thread-safe.
    private final class Progress {

        private long time = System.nanoTime();
        private int requests;
        private Duration gatewayTime = gateway.processorTime();
        private Duration ownTime = FuzzedGateway.processorTime(ProcessHandle.current());

        void print() {
            double seconds = seconds(time);
            int sent = report.requests() - requests;
            Duration gatewayNow = gateway.processorTime();
            Duration ownNow = FuzzedGateway.processorTime(ProcessHandle.current());
            System.out.printf(
                    "%d of %d requests, %.0f per second; CPU time per request: gateway %.1f ms,"
                            + " fuzzer with stand-ins %.1f ms%n",
                    report.requests(),
                    plan.requests(),
                    sent / seconds,
                    gatewayNow.minus(gatewayTime).toMillis() / (double) sent,
                    ownNow.minus(ownTime).toMillis() / (double) sent);
            time = System.nanoTime();
            requests += sent;
            gatewayTime = gatewayNow;
            ownTime = ownNow;
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /// Checks that the gateway has closed or answered the incomplete requests of unauthenticated clients.
    private void closed(List<Socket> half) throws IOException {
        int open = 0;
        for (Socket socket : half) {
            try (socket) {
                socket.setSoTimeout(1);
                byte[] some = socket.getInputStream().readNBytes(1);
                open += some.length == 0 || some[0] == 'H' ? 0 : 1;
            } catch (SocketTimeoutException silent) {
                open++;
            } catch (IOException reset) {
                // closed
            }
        }
        report.figure(
                "incomplete anonymous requests that the gateway ended", (half.size() - open) + " of " + half.size());
        if (open > 0 && plan.requests() > 20_000) {
            report.find("incomplete requests are still open", null, String.valueOf(open));
        }
    }

    private void afterwards(List<Long> heaps) throws IOException, InterruptedException {
        report.figure("accepted events, rejected events", events.sent() + ", " + events.notSent());
        if (!gateway.isAlive()) {
            died(List.of());
            report.find("the gateway process ended", null, "see gateway.log");
            return;
        }
        int left = events.awaitEmpty(EMPTY);
        if (left > 0) {
            report.find(
                    "events are still in the queue " + EMPTY.toSeconds() + " s after the last request",
                    null,
                    "" + left);
        }
        heaps.add(gateway.liveHeap());
        report.figure(
                "live heap during and after the run, of " + FuzzedGateway.HEAP_MEBIBYTES + " MiB", heaps + " MiB");
        report.figure("AWS calls", gateway.awsCalls().toString());
        report.figure("peak memory of the process", gateway.peakMemory() + " MiB");
        if (heaps.getLast() > MOST_LIVE) {
            report.find("the heap is almost full after the run", null, heaps.getLast() + " MiB");
        }
        if (!gateway.isReady()) {
            report.find("the gateway is not ready after the run", null, "");
        }
    }

    /// Checks the log, which has one JSON object per line. An error with a stack trace is a bug of the
    /// gateway.
    private void log() throws IOException {
        Map<String, Integer> levels = new TreeMap<>();
        for (String line : gateway.output()) {
            JsonNode json = line.startsWith("{") ? parsed(line) : null;
            String level = json == null ? "not JSON" : json.path("level").asText();
            levels.merge(level, 1, Integer::sum);
            if (json != null && level.matches("ERROR|FATAL") && json.has("exception")) {
                String message = json.path("message").asText();
                report.find("log: " + level + " " + message.replaceAll("[0-9A-Za-z_-]{20,}|\\d+", "…"), null, line);
            } else if (line.contains("OutOfMemoryError") || line.contains("StackOverflowError")) {
                report.find("log: JVM error", null, line);
            }
        }
        report.figure("log lines", levels.toString());
    }

    private static @Nullable JsonNode parsed(String line) {
        try {
            return EventFactory.parsed(line);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Sends one request that an earlier run has written.
    RawReply replay(byte[] wire) {
        String text = RawClient.text(wire);
        int head = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, head).split("\r\n(?! )", -1);
        String[] first = lines[0].split(" ", 3);
        List<String> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": ?", 2);
            headers.addAll(List.of(header[0], header.length > 1 ? header[1] : ""));
        }
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(new RawRequest(
                    "replay",
                    "",
                    first[0],
                    first[1],
                    headers,
                    RawClient.ascii(text.substring(head + 4)),
                    RawRequest.Framing.OWN,
                    true));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        async.shutdownNow();
        gateway.close();
        machines.close();
        events.close();
        services.close();
        aws.close();
    }
}
