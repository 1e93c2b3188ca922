package io.taskgate;

import io.taskgate.aws.sqs.SqsConnector;
import io.taskgate.batch.drive.BatchSweeper;
import io.taskgate.callback.heartbeat.HeartbeatFlusher;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.sweep.CallbackSweeper;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;

/// The order in which production ends a process, for the simulation.
public record ShutdownProcedure(
        CallbackSweeper sweep,
        HeartbeatFlusher beats,
        BatchSweeper batches,
        SqsConnector events,
        OutcomeReporter reporter) {

    /// Ends all parts. Nothing starts work for them any more.
    public void end(Sleeper sleeper, Duration grace) throws InterruptedException {
        new GracefulShutdown.ShutdownSequence(
                        sweep::stop, beats::flushAll, batches::stop, events::stop, reporter::awaitIdle)
                .stopAll(sleeper, grace);
    }
}
