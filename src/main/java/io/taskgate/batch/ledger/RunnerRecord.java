package io.taskgate.batch.ledger;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.payload.claimcheck.Payload;
import org.jspecify.annotations.Nullable;

/// The record of one runner of a batch, and its range of the source.
///
/// @param index the index, from 0, in the source's order
/// @param attempt the attempt of the batch that started this runner
/// @param first the number of its first item in the source, from 0
/// @param count the number of items
/// @param from the offset in the source, in bytes, of its items
/// @param to the offset of their end
/// @param end the outcome; null while it runs
public record RunnerRecord(
        BatchId batch,
        long index,
        int attempt,
        long first,
        int count,
        long from,
        long to,
        @Nullable RunnerOutcome end) {

    public static RunnerRecord of(BatchId batch, ItemBatch cut, int attempt) {
        return new RunnerRecord(batch, cut.index(), attempt, cut.first(), cut.count(), cut.from(), cut.to(), null);
    }

    /// A runner with the same range in another attempt.
    public RunnerRecord restarted(int next) {
        return new RunnerRecord(batch, index, next, first, count, from, to, null);
    }

    /// The outcome of a runner.
    public sealed interface RunnerOutcome {

        /// The digest of the answer before it was shaped or clipped: the same for the same answer
        /// ([io.taskgate.callback.model.Answer#digest()]).
        String digest();

        /// A success.
        ///
        /// @param result the output after the `gather` shape
        record Succeeded(Payload result, String digest) implements RunnerOutcome {}

        /// A failure.
        ///
        /// @param error the ASL error name
        record Failed(String error, @Nullable String cause, String digest) implements RunnerOutcome {}
    }

    public RunnerName name() {
        return new RunnerName(batch, index, attempt);
    }

    public boolean isRunning() {
        return end == null;
    }

    public boolean hasFailed() {
        return end instanceof RunnerOutcome.Failed;
    }
}
