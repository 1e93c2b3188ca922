package io.taskgate.batch.request;

import java.time.Duration;
import java.util.Set;

/// What this gateway allows batches, as configured.
///
/// @param maxDepth        how deep batches may be nested
/// @param maxRunners      how many runners a batch and all that is nested in it may start
/// @param maxCostUsd         in US dollars of state transitions, by the plan
/// @param transitionPriceUsd of one state transition of a Standard workflow, in US dollars
/// @param startBurst      StartExecution calls at once
/// @param startRate     StartExecution calls a second
/// @param reconcileInterval  how long a runner's end may be late before Step Functions is asked for it
/// @param tables          that may be read; `*` for all
public record BatchPolicy(
        int maxDepth,
        long maxRunners,
        double maxCostUsd,
        double transitionPriceUsd,
        double startBurst,
        double startRate,
        Duration reconcileInterval,
        Set<String> tables) {

    public boolean mayRead(String table) {
        return tables.contains("*") || tables.contains(table);
    }
}
