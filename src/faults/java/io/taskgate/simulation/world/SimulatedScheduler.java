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

/// Runs one thread at a time, in an order that the seed determines. Time advances only when no thread can
/// run.
///
/// The threads are virtual threads of the JDK whose scheduler is a [SimulatedHost]; a thread that one of them
/// starts has the same scheduler. Every lock, monitor, queue and future that production code waits for is a
/// point where another thread may continue, without a change of that code. The JDK has no public way to set
/// the scheduler of a virtual thread, so its constructor is called by reflection, and the JVM needs
/// `--add-opens java.base/java.lang=ALL-UNNAMED`.
///
/// A wait by the machine's clock (a `Thread.sleep`, a timed `get`) would end at a time that the seed does not
/// determine. It is an error and ends the run: production code waits by `Pauses`.
///
/// All methods must be called on the thread that calls [#run] or on a simulated thread.
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

    /// A thread that can continue.
    private record Ready(SimulatedHost process, Runnable continuation) {}

    /// An action at a time, in nanoseconds since the start of the run.
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

    /// Returns the nanoseconds since the start of the run.
    public long now() {
        return now;
    }

    /// Returns the number of thread switches.
    public long switches() {
        return switches;
    }

    /// Returns the process whose thread is running; null outside of any process.
    public @Nullable SimulatedHost running() {
        return running;
    }

    /// Returns the random generator of the run.
    RandomGenerator random() {
        return random;
    }

    /// Starts a thread of a process.
    void start(SimulatedHost process, String name, Runnable work) {
        try {
            ((Thread) VIRTUAL_THREAD.newInstance(process, name, 0, work)).start();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JDK does not allow a custom scheduler for virtual threads.", e);
        }
    }

    /// Runs an action at a time outside of any thread; it must not wait.
    Timer after(Duration delay, Runnable action) {
        Timer timer = new Timer(now + Math.max(0, delay.toNanos()), sequence++, action);
        timers.add(timer);
        return timer;
    }

    /// Like [#after(Duration, Runnable)], for actions that are never cancelled.
    public void later(Duration delay, Runnable action) {
        after(delay, action);
    }

    /// Adds a process's thread that can continue.
    void submit(SimulatedHost process, Runnable continuation) {
        Thread current = Thread.currentThread();
        if (current != loop && !current.isVirtual()) {
            foreign = true;
            return;
        }
        ready.add(new Ready(process, continuation));
    }

    /// Runs until no thread can run, the time has passed, or the condition holds.
    ///
    /// @param until the end, in nanoseconds since the start of the run
    /// @param enough the condition, which is checked whenever time advances
    /// @throws IllegalStateException if a thread waited by the machine's clock
    public void run(long until, BooleanSupplier enough) {
        while (true) {
            if (foreign) {
                throw new IllegalStateException("A simulated thread waited by the machine's clock instead of Pauses.");
            }
            if (!ready.isEmpty()) {
                runThread(take());
            } else if (!timers.isEmpty() && timers.peek().at <= until && !enough.getAsBoolean()) {
                fire(timers.poll());
            } else {
                return;
            }
        }
    }

    private Ready take() {
        int at = random.nextInt(ready.size());
        Ready next = ready.get(at);
        Ready last = ready.removeLast();
        if (at < ready.size()) {
            ready.set(at, last);
        }
        return next;
    }

    private void runThread(Ready next) {
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

    /// Waits for a signal for a limited time. The JDK's own timed wait uses the machine's clock, so here an
    /// interrupt ends the wait, which removes the thread from the condition's queue as its time-out would.
    @SuppressWarnings("WaitNotInLoop") // the caller has the loop
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

    /// A condition that threads wait for.
    public static final class Signal {
        private final Set<Thread> waiting = new LinkedHashSet<>();

        /// Signals that the condition may hold.
        public void raise() {
            waiting.forEach(LockSupport::unpark);
        }
    }

    /// Checks the condition whenever the signal is raised.
    ///
    /// @param until the end, in nanoseconds since the start of the run
    /// @return whether the condition held in time
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

    /// Like [#await], for a thread that may be interrupted.
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
                    "Start this JVM with --add-opens java.base/java.lang=ALL-UNNAMED (JDK 25)", e);
        }
    }
}
