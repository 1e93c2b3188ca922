package io.taskgate.batch.request;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What is asked for, but for where the items are and who waits.
///
/// @param name        the runners' names begin with it
/// @param runner      ARN of the state machine that is started on each batch
/// @param limits      of a batch
/// @param checkIn     whether a single item over [ItemBatchLimits#maxBytes] is checked in; refused otherwise
/// @param concurrency at most so many runners at a time
/// @param maxDepth    how deep runners may scatter again; 1 for not at all
/// @param tolerated   percentage of the items whose runner may fail, 0 to 100
/// @param gather      a shape over `{"output", "index"}` of each runner; null takes the
/// output
/// @param as          how the gathered results are written
/// @param profile     for the plan
/// @param runnerLinks whether each runner gets links by which it may tell its end itself
/// @param stopRunners whether runners that nobody waits for any more are stopped
public record BatchRequest(
        String name,
        String runner,
        ItemBatchLimits limits,
        boolean checkIn,
        int concurrency,
        int maxDepth,
        double tolerated,
        @Nullable JsonNode gather,
        ItemFormat as,
        RunnerProfile profile,
        boolean runnerLinks,
        boolean stopRunners) {

    /// As it is read from the ledger, a member that is not there is a null of JSON.
    public BatchRequest {
        gather = gather == null || gather.isNull() ? null : gather;
    }

    /// What the items and their envelope may take: links are put into the input after it was cut, so that the
    /// same range is cut whatever they look like.
    public ItemBatchLimits cutLimits() {
        return runnerLinks ? new ItemBatchLimits(limits.maxItems(), limits.maxBytes() - RunnerLinkSigner.ROOM) : limits;
    }

    /// The ARN of an execution of the runner.
    public String execution(RunnerName name) {
        return runner.replace(":stateMachine:", ":execution:") + ":" + name.text(this.name);
    }
}
