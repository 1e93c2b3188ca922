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
                        "The nesting depth of this batch is " + depth + ", but maxDepth is " + most
                                + ". Use batches that a runner can process without nested batches, or raise maxDepth (up to "
                                + policy.maxDepth() + ", taskgate.batch.max-depth)."));
    }

    /// Checks a plan.
    ///
    /// @param current the number of runners that its tree has already
    public Optional<Rejection> plan(BatchPlan plan, long current) {
        if (current + plan.batches() > policy.maxRunners()) {
            return Optional.of(new Rejection(
                    BatchErrors.TOO_LARGE,
                    "The batch needs " + plan.batches() + " runners and its tree already has " + current
                            + ", but the limit is "
                            + policy.maxRunners()
                            + " (taskgate.batch.max-runners). Use larger batches, or raise the limit."));
        }
        double cost = plan.runners().cost();
        return cost <= policy.maxCostUsd()
                ? Optional.empty()
                : Optional.of(new Rejection(
                        BatchErrors.TOO_EXPENSIVE,
                        String.format(
                                Locale.ROOT,
                                "The state transitions cost about $%.2f, but the limit is $%.2f (taskgate.batch.max-cost-usd)."
                                        + " Use larger batches or fewer states for each item, or raise the limit.",
                                cost,
                                policy.maxCostUsd())));
    }
}
