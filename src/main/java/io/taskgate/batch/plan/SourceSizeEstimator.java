package io.taskgate.batch.plan;

import io.taskgate.batch.ledger.RunnerEnvelope;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.batch.source.JsonItemReader;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.json.JsonItemScanner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Estimates the size of a source of any kind. Stores nothing. Thread-safe.
public final class SourceSizeEstimator {

    /// The number of bytes of a source that are read for a plan before an answer; the rest is estimated.
    public static final long SAMPLE = 8L * 1024 * 1024;

    /// The corresponding limit if only a plan is requested.
    public static final long WHOLE = 2L * 1024 * 1024 * 1024;

    private final SourceStore sources;

    public SourceSizeEstimator(SourceStore sources) {
        this.sources = sources;
    }

    /// Estimates the size of a source.
    ///
    /// @param object the object, if the source is one
    /// @param most the number of bytes to read of an object
    public SourceSize of(BatchSubmission submission, @Nullable SourceObject object, int depth, long most)
            throws IOException {
        RunnerEnvelope envelope = RunnerEnvelope.placeholder(depth);
        return switch (submission.source()) {
            case ItemSource.Inline(byte[] array) ->
                SourceSize.of(
                        new JsonItemReader(new ByteArrayInputStream(array), JsonItemScanner.Form.ARRAY, 0),
                        array.length,
                        submission.request(),
                        envelope,
                        Long.MAX_VALUE);
            case ItemSource.Stored _ ->
                SourceSize.of(sources, Objects.requireNonNull(object), submission.request(), envelope, most);
            case ItemSource.Table(TableSource table) -> ofTable(table, submission.request(), envelope);
        };
    }

    /// Estimates the size of a table. A table is never read whole for a plan, because that costs what reading
    /// costs.
    private SourceSize ofTable(TableSource table, BatchRequest request, RunnerEnvelope envelope) throws IOException {
        Sample sample = new Sample();
        boolean whole = true;
        try {
            sources.copy(table, sample);
        } catch (Sample.FullException e) {
            whole = false;
        }
        byte[] lines = sample.lines.toByteArray();
        SourceSize seen = SourceSize.of(
                new JsonItemReader(new ByteArrayInputStream(lines), JsonItemScanner.Form.LINES, 0),
                lines.length,
                request,
                envelope,
                Long.MAX_VALUE);
        return new SourceSize(seen.items(), seen.batches(), seen.bytes(), seen.largest(), !whole);
    }

    /// The beginning of a table.
    private static final class Sample extends OutputStream {
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

        static final class FullException extends IOException {
            private static final long serialVersionUID = 1L;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            if (lines.size() >= SAMPLE) {
                throw new FullException();
            }
            lines.write(bytes, from, length);
        }
    }
}
