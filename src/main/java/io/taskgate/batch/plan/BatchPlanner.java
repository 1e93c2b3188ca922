package io.taskgate.batch.plan;

import io.taskgate.batch.plan.BatchPlan.Option;
import io.taskgate.batch.plan.BatchPlan.Strategy;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.RunnerProfile;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Recommends a strategy for a number of items, with the reason. Stateless. (Figures: Step Functions developer
/// guide, "Quotas" and "Map state", 2026-08; the account's start rate as configured.)
public final class BatchPlanner {

    static final long MAX_EVENTS = 25_000;
    static final long MAX_STATE_BYTES = 262_144;

    private static final long INLINE_WIDTH = 40;

    /// The events of a Map: entering and leaving it, its start and success, the execution's start and end.
    private static final long MAP_EVENTS = 6;

    /// The events of an iteration: MapIterationStarted and MapIterationSucceeded.
    private static final long ITERATION_EVENTS = 2;

    /// The events of a task: entered, TaskScheduled, TaskStarted, TaskSucceeded, exited.
    private static final long TASK_EVENTS = 5;

    /// The events of one state that waits for its token.
    private static final long WAITING_EVENTS = 8;

    private static final double MAP_DISPATCH = 100;
    private static final long MAP_WIDTH = 10_000;

    /// The size of an answer with a reference and counts.
    private static final long ANSWER_BYTES = 4_096;

    private final BatchPolicy policy;

    public BatchPlanner(BatchPolicy policy) {
        this.policy = policy;
    }

    /// The facts about the source, besides its size.
    ///
    /// @param table whether the items are in a table
    /// @param one whether one gathered answer is requested
    public record PlanInput(SourceSize extent, boolean table, boolean one, int depth) {}

    public BatchPlan plan(PlanInput wanted, BatchRequest request) {
        SourceSize extent = wanted.extent();
        List<Option> options = List.of(
                inline(extent, wanted.table(), request.profile()),
                distributed(wanted, request),
                runners(extent, request));
        Option best = options.stream().filter(Option::fits).findFirst().orElse(options.getLast());
        List<Option> ordered = options.stream()
                .sorted(Comparator.comparing((Option option) -> option.strategy() != best.strategy()))
                .toList();
        return new BatchPlan(
                best.strategy(),
                why(best, extent, options),
                extent.items(),
                extent.batches(),
                extent.bytes(),
                wanted.depth(),
                extent.estimated(),
                ordered);
    }

    private Option inline(SourceSize extent, boolean table, RunnerProfile profile) {
        long events = MAP_EVENTS + extent.items() * (ITERATION_EVENTS + TASK_EVENTS * profile.states());
        double seconds = Math.ceil((double) extent.items() / INLINE_WIDTH) * profile.seconds();
        double cost = (1 + extent.items() * profile.states()) * policy.transitionPriceUsd();
        String obstacle = table
                ? "the items are in a table, which a state machine can only read page by page"
                : extent.bytes() > MAX_STATE_BYTES
                        ? extent.bytes() + " B of items exceed the state limit of " + MAX_STATE_BYTES + " B"
                        : events > MAX_EVENTS ? events + " events exceed the history limit of " + MAX_EVENTS : "";
        return new Option(Strategy.INLINE_MAP, obstacle.isEmpty(), obstacle, events, extent.bytes(), seconds, cost);
    }

    private Option distributed(PlanInput wanted, BatchRequest request) {
        SourceSize extent = wanted.extent();
        double waves = Math.ceil((double) extent.batches() / Math.min(MAP_WIDTH, request.concurrency()));
        double seconds = Math.max(
                extent.batches() / MAP_DISPATCH, waves * request.profile().seconds());
        String obstacle = wanted.table()
                ? "an ItemReader can't read a table"
                : wanted.one() ? "the request asks for one gathered answer, which a Map Run does not provide" : "";
        return new Option(
                Strategy.DISTRIBUTED_MAP,
                obstacle.isEmpty(),
                obstacle,
                MAP_EVENTS,
                ANSWER_BYTES,
                seconds,
                transitions(extent, request) * policy.transitionPriceUsd());
    }

    private Option runners(SourceSize extent, BatchRequest request) {
        double starting = Math.max(0, extent.batches() - policy.startBurst()) / policy.startRate();
        double waves = Math.ceil((double) extent.batches() / request.concurrency());
        double seconds = Math.max(starting, waves * request.profile().seconds());
        return new Option(
                Strategy.RUNNERS,
                true,
                "",
                WAITING_EVENTS,
                Math.max(extent.largest(), ANSWER_BYTES),
                seconds,
                transitions(extent, request) * policy.transitionPriceUsd());
    }

    /// The state transitions: a runner maps over its items, and one state starts it.
    private static double transitions(SourceSize extent, BatchRequest request) {
        return extent.batches() + (double) extent.items() * request.profile().states();
    }

    private static String why(Option best, SourceSize extent, List<Option> options) {
        String about = (extent.estimated() ? "about " : "") + extent.items() + " items of " + extent.bytes() + " B in "
                + (extent.estimated() ? "about " : "") + extent.batches() + " batches";
        String before = options.stream()
                .takeWhile(option -> option.strategy() != best.strategy())
                .map(option -> option.strategy().wireName() + " is not possible: " + option.obstacle())
                .reduce("", (all, one) -> all + "; " + one);
        return about + before + "; " + best.strategy().wireName()
                + String.format(
                        Locale.ROOT,
                        ": %d events, %.1f s at quota, $%.4f of transitions",
                        best.events(),
                        best.seconds(),
                        best.cost());
    }
}
