package io.taskgate.batch.source;

import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.payload.json.JsonItemScanner;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// The items of an object from an offset on.
///
/// @param header the header of a CSV; empty otherwise
public record ItemStream(InputStream in, ItemReader items, List<String> header) implements Closeable {

    /// Opens an object from an item's first byte to the end; from 0 for all items.
    public static ItemStream from(SourceStore store, SourceObject object, long position) throws IOException {
        return open(store, object, position, object.bytes());
    }

    /// Opens the range of one batch of items.
    public static ItemStream of(SourceStore store, SourceObject object, RunnerRecord child) throws IOException {
        return open(store, object, child.from(), child.to());
    }

    private static ItemStream open(SourceStore store, SourceObject object, long from, long to) throws IOException {
        InputStream in = store.open(object, from, to);
        try {
            return switch (object.format()) {
                case JSON -> json(in, from == 0 ? JsonItemScanner.Form.ARRAY : JsonItemScanner.Form.WITHIN_ARRAY, from);
                case JSONL -> json(in, JsonItemScanner.Form.LINES, from);
                case CSV -> {
                    CsvItemReader csv =
                            from == 0 ? CsvItemReader.whole(in) : CsvItemReader.from(in, from, object.header());
                    yield new ItemStream(in, csv, csv.header());
                }
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static ItemStream json(InputStream in, JsonItemScanner.Form form, long from) {
        return new ItemStream(in, new JsonItemReader(in, form, from), List.of());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
