package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.route.config.ConfigurationProblems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What batches may do: brakes, and the account's quota of StartExecution (Service Quotas, 2026-08). The
/// quota's defaults are those of the smaller regions; us-east-1, us-west-2 and eu-west-1 have 1,300 and 300.
@ConfigMapping(prefix = "taskgate.batch")
interface BatchConfig {

    /// How deep batches may be nested, whatever a request says.
    @WithDefault("5")
    String maxDepth();

    /// How many runners a batch and all that is nested in it may start.
    @WithDefault("100000")
    String maxRunners();

    /// What a batch may cost in state transitions, by its plan, in US dollars.
    @WithDefault("100")
    String maxCostUsd();

    /// Of one state transition of a Standard workflow, in US dollars (us-east-1, 2026-08).
    @WithDefault("0.000025")
    String transitionPriceUsd();

    /// StartExecution calls that may be made at once.
    @WithDefault("800")
    String startBurst();

    /// StartExecution calls a second.
    @WithDefault("150")
    String startRate();

    /// How long a runner's end may be late before Step Functions is asked for it.
    @WithDefault("30s")
    Duration reconcileInterval();

    /// The most events that a history budget keeps free. A larger reserve would make an execution spent that
    /// has hardly
    /// begun.
    @WithDefault("5000")
    int maxReserve();

    /// Tables that may be read as sources; `*` for all.
    Optional<List<String>> tables();

    /// @param share the part of the account's quota that this process may use
    /// @return harmless values where something is wrong
    default BatchPolicy policy(double share, ConfigurationProblems problems) {
        String root = "taskgate.batch.";
        return new BatchPolicy(
                (int) QuotaConfig.number(maxDepth(), 1, 100, root + "max-depth", problems),
                (long) QuotaConfig.number(maxRunners(), 1, 10_000_000, root + "max-runners", problems),
                QuotaConfig.number(maxCostUsd(), 0, 1_000_000, root + "max-cost-usd", problems),
                QuotaConfig.number(transitionPriceUsd(), 0, 1, root + "transition-price-usd", problems),
                Math.max(1, share * QuotaConfig.number(startBurst(), 1, 1_000_000, root + "start-burst", problems)),
                share * QuotaConfig.number(startRate(), 1, 1_000_000, root + "start-rate", problems),
                reconcileInterval(),
                Set.copyOf(tables().orElse(List.of())));
    }
}
