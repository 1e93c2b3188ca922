package io.taskgate.batch;

import io.taskgate.payload.json.JsonItemScanner;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// An object's items from some byte on.
///
/// @param header of a CSV; empty otherwise
record Reading(InputStream in, Items items, List<String> header) implements Closeable {

    /// From an item's first byte to the end; from 0 for all.
    static Reading from(SourceStore store, SourceObject object, long position) throws IOException {
        return open(store, object, position, object.bytes());
    }

    /// One batch's range.
    static Reading of(SourceStore store, SourceObject object, Child child) throws IOException {
        return open(store, object, child.from(), child.to());
    }

    private static Reading open(SourceStore store, SourceObject object, long from, long to) throws IOException {
        InputStream in = store.open(object, from, to);
        try {
            return switch (object.format()) {
                case JSON -> json(in, from == 0 ? JsonItemScanner.Form.ARRAY : JsonItemScanner.Form.WITHIN_ARRAY, from);
                case JSONL -> json(in, JsonItemScanner.Form.LINES, from);
                case CSV -> {
                    CsvSource csv = from == 0 ? CsvSource.whole(in) : CsvSource.from(in, from, object.header());
                    yield new Reading(in, csv, csv.header());
                }
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static Reading json(InputStream in, JsonItemScanner.Form form, long from) {
        return new Reading(in, new JsonSource(in, form, from), List.of());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
