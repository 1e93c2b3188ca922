package io.taskgate.batch.runner;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.callback.link.LinkSigner.Verification;
import io.taskgate.callback.model.Answer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Accepts a runner's report of its own completion: the first report counts, whether it comes from here, from
/// an event, or from the reconciliation. Thread-safe.
@Singleton
public final class RunnerCallbackService {

    private static final Logger LOG = Logger.getLogger(RunnerCallbackService.class);

    private final BatchLedger ledger;
    private final RunnerLinkSigner links;
    private final RunnerCompletionHandler ends;

    public RunnerCallbackService(BatchLedger ledger, RunnerLinkSigner links, RunnerCompletionHandler ends) {
        this.ledger = ledger;
        this.links = links;
        this.ends = ends;
    }

    /// Settles a runner.
    ///
    /// @param signature the signature of the runner's links
    public RunnerCallbackResult settle(BatchId batch, long index, String signature, Answer answer) {
        return switch (links.verify(batch, index, signature)) {
            case Verification.Valid genuine ->
                settle(new RunnerName(batch, index, (int) genuine.claim().generation()), answer);
            case Verification.Expired expired -> new RunnerCallbackResult.Expired(expired.at());
            case Verification.Invalid _ -> new RunnerCallbackResult.Unknown();
        };
    }

    private RunnerCallbackResult settle(RunnerName runner, Answer answer) {
        Optional<RunnerRecord.RunnerOutcome> end = ends.of(runner, answer);
        if (end.isEmpty()) {
            return new RunnerCallbackResult.Unknown();
        }
        // Asked before: this end may be the one that the batch ends with.
        boolean waitedFor = ledger.find(runner.batch())
                .filter(batch -> batch.state() == Batch.State.RUNNING)
                .isPresent();
        return ends.end(runner, end.get(), BatchMetrics.ReportedBy.RUNNER)
                ? first(runner, end.get(), waitedFor)
                : later(runner, end.get());
    }

    private static RunnerCallbackResult first(RunnerName runner, RunnerRecord.RunnerOutcome end, boolean waitedFor) {
        LOG.debugf("Runner reported its completion: batchId=%s runner=%d", runner.batch(), runner.index());
        return waitedFor
                ? counted(end)
                : new RunnerCallbackResult.Closed(
                        "The batch has already ended. The report is stored, and counts if the batch is resumed.");
    }

    private RunnerCallbackResult later(RunnerName runner, RunnerRecord.RunnerOutcome end) {
        List<RunnerRecord> current = ledger.findRunners(runner.batch(), List.of(runner.index()));
        if (current.isEmpty()) {
            return new RunnerCallbackResult.Unknown();
        }
        RunnerRecord child = current.getFirst();
        RunnerRecord.RunnerOutcome stands = child.end();
        if (child.attempt() != runner.attempt() || stands == null) {
            return new RunnerCallbackResult.Closed("The batch was resumed, and another runner has these items.");
        }
        return stands.digest().equals(end.digest()) ? counted(stands) : new RunnerCallbackResult.Conflict();
    }

    private static RunnerCallbackResult counted(RunnerRecord.RunnerOutcome end) {
        return new RunnerCallbackResult.Counted(end instanceof RunnerRecord.RunnerOutcome.Succeeded);
    }
}
