package io.taskgate.batch;

import io.taskgate.payload.json.JsonItemScanner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells how much there is in a source, wherever it is. Stores nothing.
final class Extents {

    /// How much of a source is read for a plan before an answer, in bytes; the rest is reckoned.
    static final long SAMPLE = 8L * 1024 * 1024;

    /// The same where only a plan is asked for.
    static final long WHOLE = 2L * 1024 * 1024 * 1024;

    private final SourceStore sources;

    Extents(SourceStore sources) {
        this.sources = sources;
    }

    /// @param object the source, where it is one
    /// @param most   of an object that is read, in bytes
    Extent of(Wanted wanted, @Nullable SourceObject object, int depth, long most) throws IOException {
        RunnerEnvelope envelope = RunnerEnvelope.unnamed(depth);
        return switch (wanted.source()) {
            case Source.Inline(byte[] array) ->
                Extent.of(
                        new JsonSource(new ByteArrayInputStream(array), JsonItemScanner.Form.ARRAY, 0),
                        array.length,
                        wanted.request(),
                        envelope,
                        Long.MAX_VALUE);
            case Source.Stored _ ->
                Extent.of(sources, Objects.requireNonNull(object), wanted.request(), envelope, most);
            case Source.Table(TableSource table) -> ofTable(table, wanted.request(), envelope);
        };
    }

    /// Tables are never read whole for a plan: that costs what reading costs.
    private Extent ofTable(TableSource table, BatchRequest request, RunnerEnvelope envelope) throws IOException {
        Sample sample = new Sample();
        boolean whole = true;
        try {
            sources.copy(table, sample);
        } catch (Sample.FullException e) {
            whole = false;
        }
        byte[] lines = sample.lines.toByteArray();
        Extent seen = Extent.of(
                new JsonSource(new ByteArrayInputStream(lines), JsonItemScanner.Form.LINES, 0),
                lines.length,
                request,
                envelope,
                Long.MAX_VALUE);
        return new Extent(seen.items(), seen.batches(), seen.bytes(), seen.largest(), !whole);
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
