package io.taskgate.faults;

import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.runtime.FailPoint;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The gateways of a run. A supervisor thread restarts and counts the gateways that end because of a kill or
/// a fail point.
public final class GatewayFleet implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);

    /// The time limit for the run that writes the AOT cache, which takes longer than a start.
    private static final Duration TRAINING = Duration.ofMinutes(3);

    private static final Duration ROUND = Duration.ofMillis(200);

    /// A quarter of the timeout of one AWS call attempt: a call can be delayed several times, in two
    /// processes.
    private static final Duration STARVED = Duration.ofMillis(500);

    private final List<FaultGateway> gateways = new ArrayList<>();
    private final Map<FaultGateway, FailPoint.Step> armed = new HashMap<>();

    /// The fail points that are not yet assigned to a gateway.
    private final Deque<FailPoint.Step> pendingSteps = new ArrayDeque<>();

    private final Map<String, Integer> counts;
    private final ParticipantLog incidents;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI standIns;
    private final AtomicBoolean supervising = new AtomicBoolean(true);
    private final Thread supervisor;
    private final List<Thread> watches = new ArrayList<>();

    /// Creates a fleet.
    ///
    /// @param steps the fail points, each of which ends one gateway once; at most all gateways but one have a
    ///     fail point at the same time
    GatewayFleet(
            int size,
            Path artifact,
            Path logs,
            StandIns aws,
            ParticipantLog incidents,
            Map<String, Integer> counts,
            List<FailPoint.Step> steps)
            throws IOException {
        pendingSteps.addAll(steps);
        for (int number = 1; number <= size; number++) {
            gateways.add(new FaultGateway(number, artifact, logs, aws));
        }
        this.standIns = aws.states().resolve("/_local/endpoints");
        this.incidents = incidents;
        this.counts = counts;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> gateways.forEach(FaultGateway::close)));
        startAll(artifact, logs.resolve("gateways.aot"));
        for (FaultGateway gateway : gateways) {
            awaitReady(gateway);
        }
        supervisor = Thread.ofPlatform().daemon().name("supervisor").start(this::supervisor);
        for (FaultGateway gateway : gateways) {
            watches.add(watch(() -> gateway.isHealthy(http, "live")));
        }
        watches.add(watch(this::callStandIns));
    }

    /// Starts the first gateway twice: its first run writes the AOT cache that all gateways use.
    private void startAll(Path artifact, Path cache) throws IOException {
        FaultGateway first = gateways.getFirst();
        first.useCache("-XX:AOTCacheOutput=" + cache.toAbsolutePath());
        first.start(Optional.empty());
        awaitReady(first);
        try {
            first.terminate(TRAINING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (FaultGateway gateway : gateways) {
            gateway.useCache("-XX:AOTCache=" + cache.toAbsolutePath());
            start(gateway, nextStep(gateway));
        }
    }

    /// Takes the next fail point for a gateway that is about to start. One gateway always stays without a
    /// fail point.
    private synchronized Optional<FailPoint.Step> nextStep(FaultGateway gateway) {
        if (pendingSteps.isEmpty() || armed.size() >= gateways.size() - 1) {
            return Optional.empty();
        }
        FailPoint.Step step = pendingSteps.removeFirst();
        armed.put(gateway, step);
        return Optional.of(step);
    }

    /// Returns the fail point of a gateway that ends for another reason to the pending ones.
    private synchronized void disarm(FaultGateway gateway) {
        FailPoint.Step step = armed.remove(gateway);
        if (step != null) {
            pendingSteps.add(step);
        }
    }

    /// Returns whether any fail point has not been reached yet.
    synchronized boolean hasPendingSteps() {
        return !pendingSteps.isEmpty() || !armed.isEmpty();
    }

    List<FaultGateway> gateways() {
        return gateways;
    }

    /// Waits until a gateway is ready.
    ///
    /// @throws IOException if it is not ready in time
    void awaitReady(FaultGateway gateway) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!gateway.isReady(http)) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "Gateway " + gateway.number() + " was not ready within " + START.toSeconds() + " s.");
            }
            pause();
        }
    }

    public static void count(Map<String, Integer> counts, String what) {
        synchronized (counts) {
            counts.merge(what, 1, Integer::sum);
        }
    }

    private void supervisor() {
        while (supervising.get()) {
            gateways.forEach(this::restartIfEnded);
            pause();
        }
    }

    /// Logs an incident whenever a gateway, or this process with the stand-ins, gets no processor time: on a
    /// busy machine this has the same effect as SIGSTOP.
    private Thread watch(Runnable healthCheck) {
        return Thread.ofPlatform().daemon().name("watch").start(() -> {
            while (supervising.get()) {
                observe(healthCheck);
                observe(GatewayFleet::pause);
            }
        });
    }

    private void observe(Runnable healthCheck) {
        Instant began = Instant.now();
        healthCheck.run();
        Duration took = Duration.between(began, Instant.now());
        if (took.compareTo(STARVED) > 0) {
            incident("starved", began, took);
        }
    }

    private void callStandIns() {
        try {
            http.send(HttpRequest.newBuilder(standIns).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException broken) {
            // the response does not matter, only its duration
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void restartIfEnded(FaultGateway gateway) {
        if (!supervising.get() || gateway.isAlive()) {
            return;
        }
        FailPoint.Step step = armed.remove(gateway);
        if (step != null) {
            count(counts, "kill at " + step);
            incident("kill", Instant.now(), Duration.ofSeconds(1));
        }
        start(gateway, nextStep(gateway));
    }

    private void start(FaultGateway gateway, Optional<FailPoint.Step> step) {
        try {
            gateway.start(step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the number of ready gateways, including those with a pending fail point.
    int up() {
        return (int) gateways.stream()
                .filter(gateway -> !gateway.isStopped() && gateway.isReady(http))
                .count();
    }

    /// Returns the ready gateways without a pending fail point.
    List<FaultGateway> serving() {
        return gateways.stream()
                .filter(gateway -> !gateway.isStopped() && !isArmed(gateway) && gateway.isReady(http))
                .toList();
    }

    private synchronized boolean isArmed(FaultGateway gateway) {
        return armed.containsKey(gateway);
    }

    synchronized void kill(FaultGateway gateway) throws InterruptedException {
        disarm(gateway);
        kill(gateway, nextStep(gateway));
    }

    /// Kills a gateway and restarts it so that it halts when it first reaches a fail point.
    synchronized void killAt(FaultGateway gateway, FailPoint.Step step) throws InterruptedException {
        armed.put(gateway, step);
        kill(gateway, Optional.of(step));
    }

    private void kill(FaultGateway gateway, Optional<FailPoint.Step> next) throws InterruptedException {
        count(counts, "kill at random");
        incident("kill", Instant.now(), Duration.ofSeconds(1));
        gateway.kill();
        start(gateway, next);
    }

    /// Kills all gateways at once, so that only their successors can complete their work.
    synchronized void killAll() throws InterruptedException {
        for (FaultGateway gateway : gateways) {
            kill(gateway);
        }
    }

    /// Stops a gateway by SIGSTOP and resumes it after a pause on a separate thread.
    void stop(FaultGateway gateway, Duration pause) throws IOException, InterruptedException {
        count(counts, "stopped for " + pause.toSeconds() + " s");
        incident("stop", Instant.now(), pause);
        gateway.stop();
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(pause);
                gateway.resume();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Stops a gateway by SIGSTOP until the caller resumes it.
    void stop(FaultGateway gateway) throws IOException, InterruptedException {
        incident("stop", Instant.now(), Duration.ofMinutes(1));
        gateway.stop();
    }

    /// Restarts all gateways, one after the other, by SIGTERM.
    void roll() throws IOException, InterruptedException {
        count(counts, "rolling restart");
        for (FaultGateway gateway : gateways) {
            synchronized (this) {
                disarm(gateway);
                incident("roll", Instant.now(), Duration.ofSeconds(5));
                gateway.resume();
                gateway.terminate();
                start(gateway, nextStep(gateway));
            }
            awaitReady(gateway);
        }
    }

    private void incident(String what, Instant from, Duration length) {
        incidents.write(ParticipantLog.line()
                .put("incident", what)
                .put("from", from.toString())
                .put("to", from.plus(length).toString()));
    }

    /// Waits until all gateways are ready, without any pending fail point.
    void heal() throws IOException, InterruptedException {
        synchronized (this) {
            pendingSteps.clear();
            for (FaultGateway gateway : gateways) {
                gateway.resume();
                if (armed.remove(gateway) != null) {
                    gateway.kill();
                    start(gateway, Optional.empty());
                }
            }
        }
        for (FaultGateway gateway : gateways) {
            awaitReady(gateway);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ROUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        supervising.set(false);
        synchronized (this) {
            gateways.forEach(FaultGateway::close);
        }
        supervisor.interrupt();
        watches.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
