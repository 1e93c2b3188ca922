package io.taskgate.simulation.world;

import io.taskgate.runtime.CorrectedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A process, which schedules its threads. After a kill its threads never continue: they run no `finally`,
/// and unwritten state is lost. After a stop they continue later.
public final class SimulatedHost implements Executor {

    private final SimulatedScheduler scheduler;
    private final String name;
    private final Set<CompletableFuture<?>> requests = new LinkedHashSet<>();
    private final List<Runnable> held = new ArrayList<>();
    private final List<Long> troubles = new ArrayList<>();
    private @Nullable CorrectedClock clock;
    private boolean alive = true;
    private boolean stopped;
    private boolean ending;
    private boolean refuses;
    private final SimulatedScheduler.Signal answered = new SimulatedScheduler.Signal();
    private long failedAt = -1;

    public SimulatedHost(SimulatedScheduler scheduler, String name) {
        this.scheduler = scheduler;
        this.name = name;
    }

    /// The connection ended before the reply.
    static final class ConnectionLostException extends Exception {
        private static final long serialVersionUID = 1L;

        ConnectionLostException(String message) {
            super(message);
        }
    }

    public String name() {
        return name;
    }

    /// Returns whether its threads run: it was neither killed nor stopped.
    boolean isRunning() {
        return alive && !stopped;
    }

    @Override
    public void execute(Runnable continuation) {
        scheduler.submit(this, continuation);
    }

    public void start(String thread, Runnable work) {
        scheduler.start(this, thread, work);
    }

    /// Sets the clock that follows the time in AWS's replies.
    void keepsTime(CorrectedClock by) {
        clock = by;
    }

    /// Returns the clock that follows AWS's time; null for hosts other than gateways.
    @Nullable CorrectedClock clock() {
        return clock;
    }

    /// Returns whether a thread must not continue now. A stopped process keeps the continuation for later.
    boolean holds(Runnable continuation) {
        if (alive && stopped) {
            held.add(continuation);
        }
        return !alive || stopped;
    }

    /// Runs a request in this process, and waits for the reply on the caller's thread.
    ///
    /// @throws ConnectionLostException if the process is not running, or ends before it has answered
    <T> T call(String request, Supplier<T> work) throws ConnectionLostException {
        if (!alive || refuses) {
            throw new ConnectionLostException(name + " is not reachable");
        }
        CompletableFuture<T> reply = new CompletableFuture<>();
        requests.add(reply);
        start(request, () -> {
            try {
                reply.complete(work.get());
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        try {
            return reply.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof ConnectionLostException lost) {
                throw lost;
            }
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw e;
        } finally {
            requests.remove(reply);
            answered.raise();
        }
    }

    /// Marks the process as shutting down.
    void ask() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    /// Rejects all further requests.
    void refuse() {
        refuses = true;
    }

    /// Waits on a separate thread until all requests have ended.
    void awaitRequests(Duration atMost) {
        scheduler.await(answered, requests::isEmpty, scheduler.now() + atMost.toNanos());
    }

    /// Records that one of its calls fails or is slow.
    ///
    /// @param time the time until the call ends
    void failed(Duration time) {
        failedAt = Math.max(failedAt, scheduler.now() + time.toNanos());
    }

    /// Returns whether one of its calls has failed since a time, or is still slow.
    boolean hasFailedSince(long since) {
        return failedAt >= since;
    }

    /// Ends the process normally: its threads stop, and its remaining requests get no reply.
    void end() {
        alive = false;
        loseRequests(name + " has ended");
    }

    private void loseRequests(String why) {
        List.copyOf(requests).forEach(reply -> reply.completeExceptionally(new ConnectionLostException(why)));
    }

    /// Returns whether the process ended or was paused within a period. Its state in memory may then have
    /// been lost or written too late.
    public boolean isTroubled(long from, Duration within) {
        return troubles.stream().anyMatch(at -> at >= from && at <= from + within.toNanos());
    }

    /// Records that its current state in memory may be written too late.
    void markTroubled() {
        markTroubled(scheduler.now());
    }

    /// Records that its state in memory at a time may be written too late.
    void markTroubled(long at) {
        troubles.add(at);
    }

    void kill() {
        troubles.add(scheduler.now());
        alive = false;
        held.clear();
        loseRequests(name + " was killed");
    }

    void stop() {
        troubles.add(scheduler.now());
        stopped = true;
    }

    void resume() {
        stopped = false;
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::execute);
    }
}
