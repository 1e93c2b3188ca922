package io.taskgate.batch.request;

import java.time.Duration;
import java.util.Set;

/// What this gateway allows batches, as configured.
///
/// @param maxDepth        how deep batches may be nested
/// @param maxRunners      how many runners a batch and all that is nested in it may start
/// @param maxCost         in US dollars of state transitions, by the plan
/// @param transitionPrice of one state transition of a Standard workflow, in US dollars
/// @param startBurst      StartExecution calls at once
/// @param startRefill     StartExecution calls a second
/// @param reconcileEvery  how long a runner's end may be late before Step Functions is asked for it
/// @param tables          that may be read; `*` for all
public record BatchPolicy(
        int maxDepth,
        long maxRunners,
        double maxCost,
        double transitionPrice,
        double startBurst,
        double startRefill,
        Duration reconcileEvery,
        Set<String> tables) {

    public boolean mayRead(String table) {
        return tables.contains("*") || tables.contains(table);
    }
}
