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

/// A process: the scheduler of its threads. One that is killed never runs again: its threads stay where they
/// stood, no
/// `finally` is reached, and what they had not written is gone. One that is stopped goes on later, where it
/// stood.
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

    /// Whether its threads run: it was neither killed nor stopped.
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

    /// It takes the time from AWS's replies.
    void keepsTime(CorrectedClock by) {
        clock = by;
    }

    /// What it compares AWS's time with; null outside of the gateways.
    @Nullable CorrectedClock clock() {
        return clock;
    }

    /// Whether a thread of it may not go on now. A stopped process keeps it for later.
    boolean holds(Runnable continuation) {
        if (alive && stopped) {
            held.add(continuation);
        }
        return !alive || stopped;
    }

    /// Runs a request in this process, and waits for it on the caller's thread.
    ///
    /// @throws ConnectionLostException where the process is dead, or dies before it has answered
    <T> T call(String request, Supplier<T> work) throws ConnectionLostException {
        if (!alive || refuses) {
            throw new ConnectionLostException(name + " is not there");
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

    /// It was asked to end.
    void ask() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    /// Takes no requests any more.
    void refuse() {
        refuses = true;
    }

    /// Waits, on a thread of its own, until it has no request any more.
    void awaitRequests(Duration atMost) {
        scheduler.await(answered, requests::isEmpty, scheduler.now() + atMost.toNanos());
    }

    /// A call of it fails, or takes long.
    ///
    /// @param time until it is over
    void failed(Duration time) {
        failedAt = Math.max(failedAt, scheduler.now() + time.toNanos());
    }

    /// Whether a call of it has failed since, or still takes long.
    boolean hasFailedSince(long since) {
        return failedAt >= since;
    }

    /// It has ended by itself: its threads run no more, and requests that it still has get no answer.
    void end() {
        alive = false;
        loseRequests(name + " has ended");
    }

    private void loseRequests(String why) {
        List.copyOf(requests).forEach(reply -> reply.completeExceptionally(new ConnectionLostException(why)));
    }

    /// Whether it died or stood still within a time after a moment. What it had in memory then may have been
    /// lost, or come too late.
    public boolean isTroubled(long from, Duration within) {
        return troubles.stream().anyMatch(at -> at >= from && at <= from + within.toNanos());
    }

    /// What it has in memory now may come too late.
    void trouble() {
        trouble(scheduler.now());
    }

    /// What it had in memory at a time may come too late.
    void trouble(long at) {
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

    void goOn() {
        stopped = false;
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::execute);
    }
}
