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

/// What a driver works with.
///
/// @param self           this process, as holder of leases
/// @param reconcileInterval how long an end may be late before it is asked for
record DriverContext(
        BatchLedger ledger,
        RunnerExecutions runners,
        SourceStore sources,
        PayloadStoreProvider stores,
        SpoolFactory spools,
        RunnerStarter starter,
        RunnerStopper stopper,
        RunnerCompletionHandler ends,
        ResultGatherer gather,
        ParentTask parent,
        BatchAttemptFactory turns,
        DriverBulkhead slots,
        BatchMetrics meters,
        BatchPolicy policy,
        Duration reconcileInterval,
        String self,
        Clock clock,
        Sleeper pauses) {}
