package io.taskgate.batch.request;

import java.time.Duration;
import java.util.Set;

/// The configured limits of batches.
///
/// @param maxDepth the largest depth of nested batches
/// @param maxRunners the largest number of runners of a batch and all its nested batches
/// @param maxCostUsd the largest cost in US dollars of state transitions, by the plan
/// @param transitionPriceUsd the price of one state transition of a Standard workflow, in US dollars
/// @param startBurst the burst of StartExecution
/// @param startRate the refill of StartExecution per second
/// @param reconcileInterval the time after which a runner's missing completion is asked for
/// @param tables the tables that may be read; `*` for all
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
