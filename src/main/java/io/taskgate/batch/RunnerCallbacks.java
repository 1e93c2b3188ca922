package io.taskgate.batch;

import io.taskgate.callback.link.LinkSigner.Check;
import io.taskgate.callback.model.Answer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Takes a runner's own word of its end: the first one counts, whether it comes from here, from an event, or
/// from the reconciliation. Safe for many threads.
@Singleton
public final class RunnerCallbacks {

    private static final Logger LOG = Logger.getLogger(RunnerCallbacks.class);

    private final BatchLedger ledger;
    private final RunnerLinks links;
    private final ChildEnds ends;

    public RunnerCallbacks(BatchLedger ledger, RunnerLinks links, ChildEnds ends) {
        this.ledger = ledger;
        this.links = links;
        this.ends = ends;
    }

    /// @param signature of the runner's links
    public RunnerSettled settle(BatchId batch, long index, String signature, Answer answer) {
        return switch (links.check(batch, index, signature)) {
            case Check.Genuine genuine ->
                settle(new RunnerName(batch, index, (int) genuine.claim().generation()), answer);
            case Check.Expired expired -> new RunnerSettled.Expired(expired.at());
            case Check.Forged _ -> new RunnerSettled.Unknown();
        };
    }

    private RunnerSettled settle(RunnerName runner, Answer answer) {
        Optional<Child.End> end = ends.of(runner, answer);
        if (end.isEmpty()) {
            return new RunnerSettled.Unknown();
        }
        // Asked before: this end may be the one that the batch ends with.
        boolean waitedFor = ledger.find(runner.batch())
                .filter(batch -> batch.state() == Batch.State.RUNNING)
                .isPresent();
        return ends.end(runner, end.get(), BatchMeters.Told.RUNNER)
                ? first(runner, end.get(), waitedFor)
                : later(runner, end.get());
    }

    private static RunnerSettled first(RunnerName runner, Child.End end, boolean waitedFor) {
        LOG.debugf("%s: runner %d told its end itself", runner.batch(), runner.index());
        return waitedFor
                ? counted(end)
                : new RunnerSettled.Closed("the batch ended without it; it is kept, and counts in a resume");
    }

    private RunnerSettled later(RunnerName runner, Child.End end) {
        List<Child> standing = ledger.children(runner.batch(), List.of(runner.index()));
        if (standing.isEmpty()) {
            return new RunnerSettled.Unknown();
        }
        Child child = standing.getFirst();
        Child.End stands = child.end();
        if (child.attempt() != runner.attempt() || stands == null) {
            return new RunnerSettled.Closed("the batch was resumed, and another runner has these items");
        }
        return stands.digest().equals(end.digest()) ? counted(stands) : new RunnerSettled.Conflict();
    }

    private static RunnerSettled counted(Child.End end) {
        return new RunnerSettled.Counted(end instanceof Child.End.Succeeded);
    }
}
