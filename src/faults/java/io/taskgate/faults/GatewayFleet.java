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

/// The gateways of a run. A nurse's thread starts again what died, of a kill or of a fail point, and counts it.
public final class GatewayFleet implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);

    /// To make the cache of what was learned takes longer than a start.
    private static final Duration TRAINING = Duration.ofMinutes(3);

    private static final Duration ROUND = Duration.ofMillis(200);

    /// A quarter of what one try of a call to AWS is given: a call waits for its turn several times, in two processes.
    private static final Duration STARVED = Duration.ofMillis(500);

    private final List<FaultGateway> gateways = new ArrayList<>();
    private final Map<FaultGateway, FailPoint.Step> armed = new HashMap<>();

    /// Steps that a gateway is still to die at, as soon as one is started.
    private final Deque<FailPoint.Step> ahead = new ArrayDeque<>();

    private final Map<String, Integer> counts;
    private final ParticipantLog incidents;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI standIns;
    private final AtomicBoolean nursing = new AtomicBoolean(true);
    private final Thread nurse;
    private final List<Thread> watches = new ArrayList<>();

    /// Creates a fleet.
    ///
    /// @param steps the steps at which a gateway dies, each once: all gateways but one are started so that they
    ///     die at one, and again after they did
    GatewayFleet(
            int size,
            Path artifact,
            Path logs,
            StandIns aws,
            ParticipantLog incidents,
            Map<String, Integer> counts,
            List<FailPoint.Step> steps)
            throws IOException {
        ahead.addAll(steps);
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
        nurse = Thread.ofPlatform().daemon().name("nurse").start(this::nurse);
        for (FaultGateway gateway : gateways) {
            watches.add(watch(() -> gateway.isHealthy(http, "live")));
        }
        watches.add(watch(this::askStandIns));
    }

    /// The first one is started twice: what it learned is the others' at each of their many starts.
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

    /// The step that a gateway is to die at which is started now. One of them is to live.
    private synchronized Optional<FailPoint.Step> nextStep(FaultGateway gateway) {
        if (ahead.isEmpty() || armed.size() >= gateways.size() - 1) {
            return Optional.empty();
        }
        FailPoint.Step step = ahead.removeFirst();
        armed.put(gateway, step);
        return Optional.of(step);
    }

    /// It ends otherwise than at its step, which is another one's then.
    private synchronized void disarm(FaultGateway gateway) {
        FailPoint.Step step = armed.remove(gateway);
        if (step != null) {
            ahead.add(step);
        }
    }

    /// Returns whether a gateway has still to die at a step.
    synchronized boolean hasStepsAhead() {
        return !ahead.isEmpty() || !armed.isEmpty();
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
                        "gateway " + gateway.number() + " is not ready after " + START.toSeconds() + " s");
            }
            pause();
        }
    }

    public static void count(Map<String, Integer> counts, String what) {
        synchronized (counts) {
            counts.merge(what, 1, Integer::sum);
        }
    }

    private void nurse() {
        while (nursing.get()) {
            gateways.forEach(this::revive);
            pause();
        }
    }

    /// A busy machine starves a process as a signal would stop it, a gateway or this one with the stand-ins.
    /// The effects of that are incidents too.
    private Thread watch(Runnable quick) {
        return Thread.ofPlatform().daemon().name("watch").start(() -> {
            while (nursing.get()) {
                observe(quick);
                observe(GatewayFleet::pause);
            }
        });
    }

    private void observe(Runnable quick) {
        Instant began = Instant.now();
        quick.run();
        Duration took = Duration.between(began, Instant.now());
        if (took.compareTo(STARVED) > 0) {
            incident("starved", began, took);
        }
    }

    private void askStandIns() {
        try {
            http.send(HttpRequest.newBuilder(standIns).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException broken) {
            // as slow as it was
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void revive(FaultGateway gateway) {
        if (!nursing.get() || gateway.isAlive()) {
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

    /// The number of gateways that serve now, including those with a fatal step ahead.
    int up() {
        return (int) gateways.stream()
                .filter(gateway -> !gateway.isStopped() && gateway.isReady(http))
                .count();
    }

    /// Of all gateways, those that serve now and have no fatal step before them.
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

    /// Kills it, and starts it so that it dies again at its first step of that name.
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

    /// All of them at once: what they held is found by their successors alone.
    synchronized void killAll() throws InterruptedException {
        for (FaultGateway gateway : gateways) {
            kill(gateway);
        }
    }

    /// SIGSTOP for a while, on a thread of its own.
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

    /// SIGSTOP, until it is resumed.
    void stop(FaultGateway gateway) throws IOException, InterruptedException {
        incident("stop", Instant.now(), Duration.ofMinutes(1));
        gateway.stop();
    }

    /// SIGTERM and a new start, one after the other.
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

    /// All serve, and none will die.
    void heal() throws IOException, InterruptedException {
        synchronized (this) {
            ahead.clear();
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
        nursing.set(false);
        synchronized (this) {
            gateways.forEach(FaultGateway::close);
        }
        nurse.interrupt();
        watches.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
