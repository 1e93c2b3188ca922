package io.taskgate;

import io.taskgate.aws.sqs.SqsConnector;
import io.taskgate.batch.drive.BatchSweeper;
import io.taskgate.callback.heartbeat.HeartbeatFlusher;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.sweep.CallbackSweeper;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;

/// The shutdown order of production, for use by the simulation.
public record ShutdownProcedure(
        CallbackSweeper sweep,
        HeartbeatFlusher beats,
        BatchSweeper batches,
        SqsConnector events,
        OutcomeReporter reporter) {

    /// Stops all components in order. Callers must not submit new work any more.
    public void end(Sleeper sleeper, Duration grace) throws InterruptedException {
        new GracefulShutdown.ShutdownSequence(
                        sweep::stop, beats::flushAll, batches::stop, events::stop, reporter::awaitIdle)
                .stopAll(sleeper, grace);
    }
}
