package io.taskgate.batch;

import io.taskgate.batch.request.RunnerName;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.ratelimit.RateLimiter;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How many events an execution's history has left, and its continuation in a new execution before it is full.
/// Safe for
/// many threads.
///
/// The count is the id of the last event, one call in reverse order. It is asked for at half of what
/// GetExecutionHistory
/// allows, and kept for a few seconds while less than half of what may be spent is: so it may lag by what an
/// execution
/// does meanwhile, but not where it matters.
@Singleton
public final class HistoryBudget {

    /// Of events in a history, after which Step Functions ends the execution (Step Functions quotas, 2026-08).
    public static final int LIMIT = 25_000;

    /// What is kept free where nothing is said.
    public static final int RESERVE = 1_000;

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MOST_KNOWN = 10_000;

    /// GetExecutionHistory: 400 at once, 20 a second; the reconciliation of ambiguous reports needs some.
    private static final double BURST = 200;

    private static final double REFILL = 10;

    private static final Pattern CONTINUED = Pattern.compile("(.*?)(?:-c(\\d{1,6}))?");

    private final RunnerExecutions runners;
    private final Sleeper pauses;
    private final RateLimiter pacer;
    private final Map<String, Known> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST_KNOWN;
        }
    });

    public HistoryBudget(RunnerExecutions runners, Sleeper pauses) {
        this.runners = runners;
        this.pauses = pauses;
        this.pacer = new RateLimiter(BURST, REFILL, pauses);
    }

    private record Known(long events, long atNanos) {}

    /// The new execution that is wanted where the history is spent.
    ///
    /// @param input JSON in UTF-8: what it goes on with, its caller's task token too where one waits
    /// @param name  of the execution; null for the old one's name with a counter behind it
    @SuppressWarnings("ArrayRecordComponent")
    public record Continuation(byte[] input, @Nullable String name) {}

    /// What the history has left.
    public sealed interface Budget {

        /// @param spent     whether less is left than was to be kept free
        /// @param successor the ARN of the execution that goes on; null where none was asked for, or none is
        ///               needed
        record Counted(long events, boolean spent, @Nullable String successor) implements Budget {
            public long remaining() {
                return Math.max(0, LIMIT - events);
            }
        }

        record NoSuchExecution() implements Budget {}

        /// The quota, or Step Functions, does not allow it now.
        record NotNow(String reason) implements Budget {}

        /// Step Functions does not start the successor.
        record Refused(String reason) implements Budget {}
    }

    /// @param reserve how many events are to be kept free
    public Budget of(String executionArn, int reserve, @Nullable Continuation continuation) {
        Known last = known.get(executionArn);
        long now = pauses.nanoTime();
        if (last != null && now - last.atNanos() < FRESH.toNanos() && 2 * last.events() < LIMIT - reserve) {
            return counted(executionArn, last.events(), reserve, continuation);
        }
        if (!pacer.tryAcquire()) {
            return new Budget.NotNow("the quota of GetExecutionHistory is spent");
        }
        return switch (runners.events(executionArn)) {
            case RunnerExecutions.Events.Counted(long events) -> {
                known.put(executionArn, new Known(events, now));
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

    /// A second call starts nothing twice: the name is the same.
    private Budget continued(String arn, long events, Continuation continuation) {
        String[] parts = arn.split(":", -1);
        String machine = arn.substring(0, arn.lastIndexOf(':')).replace(":execution:", ":stateMachine:");
        String name = continuation.name() == null ? next(parts[parts.length - 1]) : continuation.name();
        return switch (runners.start(machine, name, continuation.input())) {
            case RunnerExecutions.Started.Running _, RunnerExecutions.Started.Ended _ ->
                new Budget.Counted(events, true, arn.substring(0, arn.lastIndexOf(':') + 1) + name);
            case RunnerExecutions.Started.NotNow(String reason, boolean _) -> new Budget.NotNow(reason);
            case RunnerExecutions.Started.Refused(String reason) -> new Budget.Refused(reason);
        };
    }

    /// `load` goes on as `load-c1`, that as `load-c2`; what would be too long loses its middle to a digest.
    public static String next(String name) {
        Matcher parts = CONTINUED.matcher(name);
        if (!parts.matches()) {
            throw new IllegalStateException("every name matches");
        }
        int count = parts.group(2) == null ? 1 : Integer.parseInt(parts.group(2)) + 1;
        String base = parts.group(1);
        String suffix = "-c" + count;
        if (base.length() + suffix.length() <= RunnerName.MOST) {
            return base + suffix;
        }
        String digest = io.taskgate.payload.json.CanonicalJson.sha256(base.getBytes(StandardCharsets.UTF_8))
                .substring(0, DIGEST);
        return base.substring(0, RunnerName.MOST - suffix.length() - DIGEST - 1) + "-" + digest + suffix;
    }

    private static final int DIGEST = 12;
}
