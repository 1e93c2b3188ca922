package io.taskgate.batch;

import io.taskgate.batch.request.RunnerName;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.crypto.Sha256;
import io.taskgate.ratelimit.RateLimiter;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Counts the events that an execution's history has left, and continues the work in a new execution before it
/// is full. Thread-safe.
///
/// The count is the ID of the last event, one call in reverse order. The rate is half of what
/// GetExecutionHistory allows. A count is cached for a few seconds while less than half of the budget is spent:
/// it may lag behind the execution, but not when it matters.
@Singleton
public final class HistoryBudget {

    /// The number of events after which Step Functions ends an execution (Step Functions quotas, 2026-08).
    public static final int LIMIT = 25_000;

    /// The default number of events to keep free.
    public static final int RESERVE = 1_000;

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MAX_KNOWN = 10_000;

    /// Half of the token bucket of GetExecutionHistory, 400 with 20 a second: the reconciliation of ambiguous
    /// reports needs some.
    private static final double BURST = 200;

    private static final double REFILL = 10;

    private static final Pattern CONTINUED = Pattern.compile("(.*?)(?:-c(\\d{1,6}))?");

    private final RunnerExecutions runners;
    private final Sleeper sleeper;
    private final RateLimiter limiter;
    private final Map<String, CachedCount> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CachedCount> eldest) {
            return size() > MAX_KNOWN;
        }
    });

    public HistoryBudget(RunnerExecutions runners, Sleeper sleeper) {
        this.runners = runners;
        this.sleeper = sleeper;
        this.limiter = new RateLimiter(BURST, REFILL, sleeper);
    }

    private record CachedCount(long events, long atNanos) {}

    /// The new execution to start if the history is spent.
    ///
    /// @param input JSON in UTF-8: the input of the new execution, with its caller's task token if one waits
    /// @param name the name of the execution; null for the old name with a counter
    @SuppressWarnings("ArrayRecordComponent")
    public record Continuation(byte[] input, @Nullable String name) {}

    /// The remaining budget.
    public sealed interface Budget {

        /// The history was counted.
        ///
        /// @param spent whether less is left than was to be kept free
        /// @param successor the ARN of the new execution; null if none was requested, or none is needed
        record Counted(long events, boolean spent, @Nullable String successor) implements Budget {
            public long remaining() {
                return Math.max(0, LIMIT - events);
            }
        }

        record NoSuchExecution() implements Budget {}

        /// The rate limit, or Step Functions, does not allow it now.
        record NotNow(String reason) implements Budget {}

        /// Step Functions refused to start the successor.
        record Rejected(String reason) implements Budget {}
    }

    /// Counts the history of an execution.
    ///
    /// @param reserve the number of events to keep free
    public Budget of(String executionArn, int reserve, @Nullable Continuation continuation) {
        CachedCount last = known.get(executionArn);
        long now = sleeper.nanoTime();
        if (last != null && now - last.atNanos() < FRESH.toNanos() && 2 * last.events() < LIMIT - reserve) {
            return counted(executionArn, last.events(), reserve, continuation);
        }
        if (!limiter.tryAcquire()) {
            return new Budget.NotNow("The quota of GetExecutionHistory is exhausted.");
        }
        return switch (runners.events(executionArn)) {
            case RunnerExecutions.Events.Counted(long events) -> {
                known.put(executionArn, new CachedCount(events, now));
                yield counted(executionArn, events, reserve, continuation);
            }
            case RunnerExecutions.Events.Unknown _ -> new Budget.NoSuchExecution();
            case RunnerExecutions.Events.NotNow(String reason) -> new Budget.NotNow(reason);
        };
    }

    private Budget counted(String arn, long events, int reserve, @Nullable Continuation continuation) {
        boolean spent = LIMIT - events < reserve;
        return spent && continuation != null
                ? continued(arn, events, continuation)
                : new Budget.Counted(events, spent, null);
    }

    /// Starts the successor. A second call starts nothing twice: the name is the same.
    private Budget continued(String arn, long events, Continuation continuation) {
        String[] parts = arn.split(":", -1);
        String machine = arn.substring(0, arn.lastIndexOf(':')).replace(":execution:", ":stateMachine:");
        String name = continuation.name() == null ? successorName(parts[parts.length - 1]) : continuation.name();
        return switch (runners.start(machine, name, continuation.input())) {
            case RunnerExecutions.StartResult.Running _, RunnerExecutions.StartResult.Ended _ ->
                new Budget.Counted(events, true, arn.substring(0, arn.lastIndexOf(':') + 1) + name);
            case RunnerExecutions.StartResult.NotNow(String reason, boolean _) -> new Budget.NotNow(reason);
            case RunnerExecutions.StartResult.Refused(String reason) -> new Budget.Rejected(reason);
        };
    }

    /// The name of the successor: `load-c1` after `load`, then `load-c2`; the middle of a name that would be
    /// too long is replaced by a digest.
    public static String successorName(String name) {
        Matcher parts = CONTINUED.matcher(name);
        if (!parts.matches()) {
            throw new IllegalStateException("The name does not match its pattern.");
        }
        int count = parts.group(2) == null ? 1 : Integer.parseInt(parts.group(2)) + 1;
        String base = parts.group(1);
        String suffix = "-c" + count;
        if (base.length() + suffix.length() <= RunnerName.MAX_LENGTH) {
            return base + suffix;
        }
        String digest = Sha256.hex(base).substring(0, DIGEST);
        return base.substring(0, RunnerName.MAX_LENGTH - suffix.length() - DIGEST - 1) + "-" + digest + suffix;
    }

    private static final int DIGEST = 12;
}
