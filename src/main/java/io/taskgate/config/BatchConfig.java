package io.taskgate.config;

import io.smallrye.config.WithDefault;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.settings.ValueRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Settings of batches: limits, and the account quota of StartExecution (Service Quotas, 2026-08). The
/// defaults are the quotas of smaller regions; us-east-1, us-west-2 and eu-west-1 have 1,300 and 300.
public interface BatchConfig {

    /// The maximum nesting depth of batches; overrides requests.
    @WithDefault("5")
    @ValueRange(min = "1", max = "100")
    int maxDepth();

    /// The maximum number of runners of a batch, including nested batches.
    @WithDefault("100000")
    @ValueRange(min = "1", max = "10000000")
    long maxRunners();

    /// The maximum planned cost of the state transitions of a batch, in US dollars.
    @WithDefault("100")
    @ValueRange(min = "0", max = "1000000")
    double maxCostUsd();

    /// The price of one state transition of a Standard workflow, in US dollars (us-east-1, 2026-08).
    @WithDefault("0.000025")
    @ValueRange(min = "0", max = "1")
    double transitionPriceUsd();

    /// The burst of StartExecution calls.
    @WithDefault("800")
    @ValueRange(min = "1", max = "1000000")
    double startBurst();

    /// The StartExecution calls per second.
    @WithDefault("150")
    @ValueRange(min = "1", max = "1000000")
    double startRate();

    /// The delay after which Step Functions is queried for the missing end of a runner.
    @WithDefault("30s")
    @ValueRange(min = "1s")
    Duration reconcileInterval();

    /// The maximum number of events that a history budget keeps free. With a larger reserve, an execution
    /// would be spent soon after its start.
    @WithDefault("5000")
    @ValueRange(min = "0", max = "25000")
    int maxReserve();

    /// Tables that can be batch sources; `*` for all.
    Optional<List<String>> tables();

    /// @param share the share of the account quota of this process
    default BatchPolicy policy(double share) {
        return new BatchPolicy(
                maxDepth(),
                maxRunners(),
                maxCostUsd(),
                transitionPriceUsd(),
                Math.max(1, share * startBurst()),
                share * startRate(),
                reconcileInterval(),
                Set.copyOf(tables().orElse(List.of())));
    }
}
