package io.taskgate.payload.json;

import io.taskgate.payload.json.scan.JsonFragmentBuffer;
import io.taskgate.payload.json.scan.JsonInputBuffer;
import io.taskgate.payload.json.scan.JsonScanner;
import java.io.IOException;
import java.io.InputStream;

/// The items of a JSON array or of JSON Lines, one after the other, each as compact JSON. What is held of the
/// text is a
/// window of 64 KiB and the item itself. Strict as [Json#parse(byte\[\])] within an item. Not thread-safe.
public final class JsonItemScanner {

    /// How the items stand in the text.
    public enum Form {
        /// `[…]`, the whole text.
        ARRAY,
        /// The inside of an array, from one item's first byte on; may end behind an item, its comma, or the
        /// bracket.
        WITHIN_ARRAY,
        /// One item a line; empty lines are passed over ([JSON Lines](https://jsonlines.org)).
        LINES
    }

    private final JsonScanner json;
    private final Form form;
    private final int depth;
    private final JsonFragmentBuffer item = new JsonFragmentBuffer();
    private int p;
    private boolean begun;
    private boolean open = true;
    private long start;

    /// @param most bytes that an item may have as compact JSON
    public JsonItemScanner(InputStream in, Form form, int most) {
        this.json = new JsonScanner(in);
        this.form = form;
        this.depth = form == Form.LINES ? 0 : 1;
        item.limit(most);
    }

    /// Reads the next item; [#bytes()], [#from()] and [#length()] say where it is until the next call.
    ///
    /// @return false behind the last one; the text has been read to its end then
    /// @throws InvalidJsonException where the text is not what the form says; the message gives the place only
    /// @throws ResultTooLargeException when the item has more bytes than it may
    /// @throws IOException of the stream, as it is
    public boolean next() throws IOException {
        if (!begun) {
            begun = true;
            open = begin();
        }
        if (!open) {
            return false;
        }
        start = json.offset(p);
        item.clear();
        json.copyFrom(p, item);
        p = json.value(p, depth);
        json.copyUpTo(p);
        open = form == Form.LINES ? nextLine() : nextElement();
        return true;
    }

    /// The bytes that hold the item; they are overwritten by the next one.
    public byte[] bytes() {
        return item.bytes();
    }

    public int from() {
        return item.from();
    }

    public int length() {
        return item.length();
    }

    /// Where the item begins, in bytes from the start of the stream.
    public long start() {
        return start;
    }

    /// Where the next item begins, or the items end.
    public long position() {
        return json.offset(p);
    }

    private boolean begin() throws IOException {
        p = json.token(json.start);
        if (form != Form.ARRAY) {
            return json.at(p) != JsonInputBuffer.NONE;
        }
        if (json.at(p) != '[') {
            throw json.refused("it is no JSON array", p);
        }
        p = json.openArray(p, depth);
        return json.at(p) != ']' || ended(p + 1);
    }

    private boolean nextElement() throws IOException {
        p = json.token(p);
        if (form == Form.WITHIN_ARRAY && json.at(p) == JsonInputBuffer.NONE) {
            return false;
        }
        int next = json.next(p, ']');
        if (next < 0) {
            return ended(~next);
        }
        p = next;
        return form != Form.WITHIN_ARRAY || json.at(p) != JsonInputBuffer.NONE;
    }

    /// @return false
    private boolean ended(int from) throws IOException {
        p = json.token(from);
        if (json.at(p) != JsonInputBuffer.NONE) {
            throw json.refused("it is no JSON array: more stands behind it", p);
        }
        return false;
    }

    private boolean nextLine() throws IOException {
        p = json.spaces(p);
        int b = json.at(p);
        if (b != JsonInputBuffer.NONE && b != '\n') {
            throw json.refused("it is no JSON Lines: two items in one line", p);
        }
        p = json.token(p);
        return json.at(p) != JsonInputBuffer.NONE;
    }
}
