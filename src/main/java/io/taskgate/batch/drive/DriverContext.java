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

/// The collaborators of the drivers of one process.
record DriverContext(Leasing leasing, Source source, Runners runners, Completion completion, DriverBulkhead bulkhead) {

    /// The ledger, and the facts of this process that its writes need.
    ///
    /// @param self the ID of this process, as holder of leases
    record Leasing(BatchLedger ledger, String self, Clock clock, Sleeper sleeper) {}

    /// The collaborators that read items and store copies.
    record Source(SourceStore objects, PayloadStoreProvider stores, SpoolFactory spools, BatchPolicy policy) {}

    /// The collaborators that start, watch and stop runners.
    ///
    /// @param reconcileInterval the time after which Step Functions is queried for a missing completion
    record Runners(
            RunnerExecutions executions,
            RunnerStarter starter,
            RunnerStopper stopper,
            RunnerCompletionHandler completions,
            Duration reconcileInterval) {}

    /// The collaborators that gather results and settle the task of the parent.
    record Completion(ResultGatherer gatherer, ParentTask parent, BatchAttemptFactory attempts, BatchMetrics meters) {}
}
