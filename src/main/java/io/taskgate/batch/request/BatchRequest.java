package io.taskgate.batch.request;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// The request for a batch, without its source and its waiting task.
///
/// @param name the prefix of the runners' names
/// @param runner the ARN of the state machine that is started for each batch of items
/// @param limits the limits of a batch of items
/// @param checkIn whether a single item over [ItemBatchLimits#maxBytes] is checked in; otherwise it is refused
/// @param concurrency the largest number of concurrent runners
/// @param maxDepth the largest depth to which runners may start batches; 1 for none
/// @param tolerated the percentage of items whose runner may fail, 0 to 100
/// @param gather a shape over `{"output", "index"}` of each runner; null takes the output
/// @param as the format of the gathered results
/// @param profile the profile of a runner, for the plan
/// @param runnerLinks whether each runner gets links to report its completion
/// @param stopRunners whether runners that no task waits for any more are stopped
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

    /// Reads a missing member, which the ledger has as a null of JSON, as null.
    public BatchRequest {
        gather = gather == null || gather.isNull() ? null : gather;
    }

    /// The limits of the items and their envelope: links are put into the input after it was cut, so that the
    /// same range is cut whatever their length.
    public ItemBatchLimits cutLimits() {
        return runnerLinks ? new ItemBatchLimits(limits.maxItems(), limits.maxBytes() - RunnerLinkSigner.ROOM) : limits;
    }

    /// The ARN of an execution of the runner.
    public String execution(RunnerName name) {
        return runner.replace(":stateMachine:", ":execution:") + ":" + name.text(this.name);
    }
}
