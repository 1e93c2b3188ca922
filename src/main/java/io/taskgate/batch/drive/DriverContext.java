package io.taskgate.batch.drive;

import io.taskgate.batch.gather.ResultGatherer;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.runner.BatchMetrics;
import io.taskgate.batch.runner.ParentTask;
import io.taskgate.batch.runner.RunnerCompletionHandler;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.runtime.Sleeper;
import java.time.Clock;
import java.time.Duration;

/// The collaborators of a driver.
///
/// @param self the ID of this process, as holder of leases
/// @param reconcileInterval the time after which a runner's missing completion is asked for
record DriverContext(
        BatchLedger ledger,
        RunnerExecutions runners,
        SourceStore sources,
        PayloadStoreProvider stores,
        SpoolFactory spools,
        RunnerStarter starter,
        RunnerStopper stopper,
        RunnerCompletionHandler completions,
        ResultGatherer gatherer,
        ParentTask parent,
        BatchAttemptFactory attempts,
        DriverBulkhead bulkhead,
        BatchMetrics meters,
        BatchPolicy policy,
        Duration reconcileInterval,
        String self,
        Clock clock,
        Sleeper pauses) {}
