package io.taskgate.simulation.world;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Runs threads one at a time, in an order that the seed decides, and in a time that moves only when nothing
/// can run.
///
/// The threads are virtual threads of the JDK whose scheduler is a [SimulatedHost]; a thread that one of them
/// starts has the same one. So every lock, monitor, queue and future that production code waits at is a point
/// where another thread may go on, without any change of that code. The JDK has no public way to give a virtual
/// thread a scheduler: its constructor is called by reflection, and the JVM needs `--add-opens
/// java.base/java.lang=ALL-UNNAMED`.
///
/// What waits by the machine's clock (a `Thread.sleep`, a timed `get`) would come back at a time that no seed
/// decides. It is an error, and ends the run: production code waits by `Pauses`.
///
/// All methods are called on the thread that [#run] is called on, or on a simulated thread.
public final class SimulatedScheduler {

    private static final Constructor<?> VIRTUAL_THREAD = constructor();

    private final RandomGenerator random;
    private final Thread loop = Thread.currentThread();
    private final List<Ready> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private @Nullable SimulatedHost running;
    private long now;
    private long sequence;
    private long switches;
    private volatile boolean foreign;

    public SimulatedScheduler(RandomGenerator random) {
        this.random = random;
    }

    /// A thread that can go on.
    private record Ready(SimulatedHost process, Runnable continuation) {}

    /// Something that happens at a time, in nanoseconds since the run began.
    static final class Timer implements Comparable<Timer> {
        private final long at;
        private final long sequence;
        private final Runnable action;
        private boolean fired;
        private boolean cancelled;

        private Timer(long at, long sequence, Runnable action) {
            this.at = at;
            this.sequence = sequence;
            this.action = action;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Timer other) {
            return at == other.at ? Long.compare(sequence, other.sequence) : Long.compare(at, other.at);
        }
    }

    /// Since the run began, in nanoseconds.
    public long now() {
        return now;
    }

    /// How often a thread was let run.
    public long switches() {
        return switches;
    }

    /// The process whose thread runs; null outside of any.
    public @Nullable SimulatedHost running() {
        return running;
    }

    /// The chance of the run.
    RandomGenerator random() {
        return random;
    }

    /// Starts a thread of a process.
    void start(SimulatedHost process, String name, Runnable work) {
        try {
            ((Thread) VIRTUAL_THREAD.newInstance(process, name, 0, work)).start();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a virtual thread can't be given a scheduler on this JDK", e);
        }
    }

    /// Has an action run on no thread at a time; it must not wait.
    Timer after(Duration delay, Runnable action) {
        Timer timer = new Timer(now + Math.max(0, delay.toNanos()), sequence++, action);
        timers.add(timer);
        return timer;
    }

    /// [#after(Duration, Runnable)] for what is never cancelled.
    public void later(Duration delay, Runnable action) {
        after(delay, action);
    }

    /// A process' thread can go on.
    void submit(SimulatedHost process, Runnable continuation) {
        Thread current = Thread.currentThread();
        if (current != loop && !current.isVirtual()) {
            foreign = true;
            return;
        }
        ready.add(new Ready(process, continuation));
    }

    /// Runs until nothing can run any more, the time is over, or enough has happened.
    ///
    /// @param until  in nanoseconds since the run began
    /// @param enough asked whenever the time moves
    /// @throws IllegalStateException where a thread waited by the machine's clock
    public void run(long until, BooleanSupplier enough) {
        while (true) {
            if (foreign) {
                throw new IllegalStateException("a simulated thread waited by the machine's clock, not by Pauses");
            }
            if (!ready.isEmpty()) {
                goOn(take());
            } else if (!timers.isEmpty() && timers.peek().at <= until && !enough.getAsBoolean()) {
                fire(timers.poll());
            } else {
                return;
            }
        }
    }

    private Ready take() {
        int at = random.nextInt(ready.size());
        Ready taken = ready.get(at);
        Ready last = ready.removeLast();
        if (at < ready.size()) {
            ready.set(at, last);
        }
        return taken;
    }

    private void goOn(Ready next) {
        if (next.process().holds(next.continuation())) {
            return;
        }
        switches++;
        running = next.process();
        try {
            next.continuation().run();
        } finally {
            running = null;
        }
    }

    private void fire(Timer timer) {
        now = Math.max(now, timer.at);
        if (!timer.cancelled) {
            timer.fired = true;
            timer.action.run();
        }
    }

    /// Waits; an interrupt is kept for later.
    public void sleep(Duration time) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    sleepInterruptibly(time);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void sleepInterruptibly(Duration time) throws InterruptedException {
        Thread thread = Thread.currentThread();
        Timer timer = after(time, () -> LockSupport.unpark(thread));
        while (!timer.fired) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                timer.cancel();
                throw new InterruptedException();
            }
        }
    }

    /// Waits to be signalled at most so long. The JDK's own timed wait goes by the machine's clock, so the end
    /// of the time is an interrupt here, which leaves the condition's queue as its time-out would.
    @SuppressWarnings("WaitNotInLoop") // the caller's loop
    void await(Condition condition, long nanos) throws InterruptedException {
        Thread thread = Thread.currentThread();
        Timer timer = after(Duration.ofNanos(nanos), thread::interrupt);
        try {
            condition.await();
            if (timer.fired) {
                Thread.interrupted();
            }
        } catch (InterruptedException e) {
            if (!timer.fired) {
                throw e;
            }
        } finally {
            timer.cancel();
        }
    }

    <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        Thread thread = Thread.currentThread();
        Timer timer = after(atMost, () -> LockSupport.unpark(thread));
        future.whenComplete((_, _) -> LockSupport.unpark(thread));
        while (!timer.fired && !future.isDone()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        timer.cancel();
        if (!future.isDone()) {
            throw new TimeoutException();
        }
        return future.get();
    }

    /// Something that threads wait for.
    public static final class Signal {
        private final Set<Thread> waiting = new LinkedHashSet<>();

        /// It may have come true.
        public void raise() {
            waiting.forEach(LockSupport::unpark);
        }
    }

    /// Looks whenever the signal is raised.
    ///
    /// @param until in nanoseconds since the run began
    /// @return whether it came true in time
    public boolean await(Signal signal, BooleanSupplier condition, long until) {
        Thread thread = Thread.currentThread();
        Timer timer = after(Duration.ofNanos(until - now), () -> LockSupport.unpark(thread));
        signal.waiting.add(thread);
        while (!condition.getAsBoolean() && !timer.fired) {
            LockSupport.park(this);
        }
        signal.waiting.remove(thread);
        timer.cancel();
        return condition.getAsBoolean();
    }

    /// The same for a thread that may be interrupted.
    public boolean awaitInterruptibly(Signal signal, BooleanSupplier condition, long until)
            throws InterruptedException {
        Thread thread = Thread.currentThread();
        Timer timer = after(Duration.ofNanos(until - now), () -> LockSupport.unpark(thread));
        signal.waiting.add(thread);
        try {
            while (!condition.getAsBoolean() && !timer.fired) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            signal.waiting.remove(thread);
            timer.cancel();
        }
        return condition.getAsBoolean();
    }

    private static Constructor<?> constructor() {
        try {
            Constructor<?> constructor = Class.forName("java.lang.VirtualThread")
                    .getDeclaredConstructor(Executor.class, String.class, int.class, Runnable.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "start this JVM with --add-opens java.base/java.lang=ALL-UNNAMED (JDK 25)", e);
        }
    }
}
