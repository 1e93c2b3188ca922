package io.taskgate.batch.source;

import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.ResultTooLargeException;
import io.taskgate.payload.json.JsonItemScanner;
import java.io.IOException;
import java.io.InputStream;

/// Reads a JSON array or JSON Lines, each item as compact JSON. Not thread-safe.
public final class JsonItemReader implements ItemReader {

    private final JsonItemScanner items;
    private final long offset;

    /// Creates a reader.
    ///
    /// @param offset the offset of the stream's first byte in the source
    public JsonItemReader(InputStream in, JsonItemScanner.Form form, long offset) {
        this.items = new JsonItemScanner(in, form, ItemBatcher.MAX_ITEM);
        this.offset = offset;
    }

    @Override
    public boolean next() throws IOException {
        try {
            return items.next();
        } catch (InvalidJsonException e) {
            throw new InvalidSourceException("The source can't be read: " + e.getMessage() + afterOffset());
        } catch (ResultTooLargeException e) {
            throw new OversizedItemPolicy.TooLargeException("An item after byte " + position() + " exceeds "
                    + ItemBatcher.MAX_ITEM + " B, the maximum size of an item. Split it.");
        }
    }

    private String afterOffset() {
        return offset == 0 ? "" : ", counted from byte " + offset;
    }

    @Override
    public byte[] bytes() {
        return items.bytes();
    }

    @Override
    public int from() {
        return items.from();
    }

    @Override
    public int length() {
        return items.length();
    }

    @Override
    public long start() {
        return offset + items.start();
    }

    @Override
    public long position() {
        return offset + items.position();
    }
}
