package io.taskgate.batch.ledger;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.payload.claimcheck.Payload;
import org.jspecify.annotations.Nullable;

/// One runner of a batch, and the range of the source that it works on.
///
/// @param index   from 0, in the source's order
/// @param attempt of the batch that started this runner
/// @param first   the number of its first item in the source, from 0
/// @param count   how many items it has
/// @param from    where they begin in the source, in bytes
/// @param to      where they end
/// @param end     null while it runs
public record RunnerRecord(
        BatchId batch,
        long index,
        int attempt,
        long first,
        int count,
        long from,
        long to,
        @Nullable End end) {

    public static RunnerRecord of(BatchId batch, ItemBatch cut, int attempt) {
        return new RunnerRecord(batch, cut.index(), attempt, cut.first(), cut.count(), cut.from(), cut.to(), null);
    }

    /// The same range once more, by another runner.
    public RunnerRecord again(int next) {
        return new RunnerRecord(batch, index, next, first, count, from, to, null);
    }

    /// How a runner ended.
    public sealed interface End {

        /// Of what was told, before it was shaped or clipped: the same for the same answer
        /// ([io.taskgate.callback.model.Answer#digest()]).
        String digest();

        /// @param result what its `gather` shape made of its output
        record Succeeded(Payload result, String digest) implements End {}

        /// @param error an ASL error name
        record Failed(String error, @Nullable String cause, String digest) implements End {}
    }

    public RunnerName name() {
        return new RunnerName(batch, index, attempt);
    }

    public boolean isRunning() {
        return end == null;
    }

    public boolean hasFailed() {
        return end instanceof End.Failed;
    }
}
