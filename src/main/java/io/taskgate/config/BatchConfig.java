package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.route.config.ConfigurationProblems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Settings of batches: limits, and the account quota of StartExecution (Service Quotas, 2026-08). The
/// defaults are the quotas of smaller regions; us-east-1, us-west-2 and eu-west-1 have 1,300 and 300.
@ConfigMapping(prefix = "taskgate.batch")
interface BatchConfig {

    /// The maximum nesting depth of batches; overrides requests.
    @WithDefault("5")
    String maxDepth();

    /// The maximum number of runners of a batch, including nested batches.
    @WithDefault("100000")
    String maxRunners();

    /// The maximum planned cost of the state transitions of a batch, in US dollars.
    @WithDefault("100")
    String maxCostUsd();

    /// The price of one state transition of a Standard workflow, in US dollars (us-east-1, 2026-08).
    @WithDefault("0.000025")
    String transitionPriceUsd();

    /// The burst of StartExecution calls.
    @WithDefault("800")
    String startBurst();

    /// The StartExecution calls per second.
    @WithDefault("150")
    String startRate();

    /// The delay after which Step Functions is queried for the missing end of a runner.
    @WithDefault("30s")
    Duration reconcileInterval();

    /// The maximum number of events that a history budget keeps free. With a larger reserve, an execution
    /// would be spent soon after its start.
    @WithDefault("5000")
    int maxReserve();

    /// Tables that can be batch sources; `*` for all.
    Optional<List<String>> tables();

    /// @param share the share of the account quota of this process
    /// @return harmless values for invalid settings
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
