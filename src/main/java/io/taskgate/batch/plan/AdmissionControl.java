package io.taskgate.batch.plan;

import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.request.BatchPolicy;
import java.util.Locale;
import java.util.Optional;

/// Checks a batch against the configured limits of depth, count and cost before it starts. Stateless.
public final class AdmissionControl {

    private final BatchPolicy policy;

    public AdmissionControl(BatchPolicy policy) {
        this.policy = policy;
    }

    /// A rejected batch.
    ///
    /// @param error the ASL error name
    /// @param cause the reason for people, with the fix
    public record Rejection(String error, String cause) {}

    public Optional<Rejection> depth(int depth, int most) {
        return depth <= most
                ? Optional.empty()
                : Optional.of(new Rejection(
                        BatchErrors.TOO_DEEP,
                        "this batch would be " + depth + " deep, and maxDepth is " + most
                                + ": take batches that a runner can work off itself, or raise maxDepth (up to "
                                + policy.maxDepth() + ", taskgate.batch.max-depth)"));
    }

    /// Checks a plan.
    ///
    /// @param current the number of runners that its tree has already
    public Optional<Rejection> plan(BatchPlan plan, long current) {
        if (current + plan.batches() > policy.maxRunners()) {
            return Optional.of(new Rejection(
                    BatchErrors.TOO_LARGE,
                    plan.batches() + " runners, with " + current + " in its tree already, are more than "
                            + policy.maxRunners()
                            + " (taskgate.batch.max-runners): take larger batches, or raise it"));
        }
        double cost = plan.runners().cost();
        return cost <= policy.maxCostUsd()
                ? Optional.empty()
                : Optional.of(new Rejection(
                        BatchErrors.TOO_EXPENSIVE,
                        String.format(
                                Locale.ROOT,
                                "about $%.2f of state transitions are more than $%.2f (taskgate.batch.max-cost-usd):"
                                        + " take larger batches, fewer states for each item, or raise it",
                                cost,
                                policy.maxCostUsd())));
    }
}
