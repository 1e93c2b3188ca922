package io.taskgate.simulation.backlog;

import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.ratelimit.AdaptiveTokenBucket;
import io.taskgate.simulation.world.SimulatedScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Step Functions with the account's token bucket for SendTaskSuccess. Records the arrival time of each
/// answer.
final class BacklogStepFunctions implements StepFunctions {

    private static final Duration FAST = Duration.ofMillis(5);
    private static final long SPREAD = Duration.ofMillis(40).toNanos();

    private final SimulatedScheduler scheduler;
    private final RandomGenerator random;
    private final AdaptiveTokenBucket bucket;
    private final BacklogTable table;
    private final int backlog;
    private final BitSet taken = new BitSet();
    private final List<Long> fresh = new ArrayList<>();
    private int drained;
    private long lastDrained;
    private long throttled;

    /// @param backlog the size of the backlog; answers with lower numbers belong to it
    BacklogStepFunctions(
            SimulatedScheduler scheduler,
            RandomGenerator random,
            double burst,
            double refill,
            BacklogTable table,
            int backlog) {
        this.scheduler = scheduler;
        this.random = random;
        this.bucket = new AdaptiveTokenBucket(burst, refill, 0);
        this.table = table;
        this.backlog = backlog;
    }

    int drained() {
        return drained;
    }

    /// Returns the arrival time of the last answer of the backlog, in nanoseconds since the start of the run.
    long lastDrained() {
        return lastDrained;
    }

    long throttled() {
        return throttled;
    }

    /// Returns the time from the commit to the arrival of each fresh answer, in nanoseconds.
    List<Long> fresh() {
        return fresh;
    }

    @Override
    public Reply success(TaskToken token, byte[] output) {
        scheduler.sleep(FAST.plusNanos(random.nextLong(SPREAD)));
        if (!bucket.tryAcquire(scheduler.now())) {
            throttled++;
            return new Reply.NotApplied("ThrottlingException", true);
        }
        int number = BacklogTable.number(token.reveal());
        if (taken.get(number)) {
            throw new IllegalStateException("answer " + number + " was sent twice without a failure");
        }
        taken.set(number);
        if (number < backlog) {
            drained++;
            lastDrained = scheduler.now();
        } else {
            fresh.add(scheduler.now() - table.committedAt(number));
        }
        return new Reply.Accepted();
    }

    @Override
    public Reply failure(TaskToken token, String error, @Nullable String cause) {
        throw new IllegalStateException("The workload has no failures.");
    }

    @Override
    public Reply heartbeat(TaskToken token) {
        throw new IllegalStateException("The workload has no heartbeats.");
    }

    @Override
    public TaskOutcome taskOutcome(String executionArn, TaskToken token) {
        throw new IllegalStateException("The workload has no ambiguous reports.");
    }
}
