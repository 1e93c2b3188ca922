package io.taskgate.payload.json;

import io.taskgate.payload.json.scan.JsonFragmentBuffer;
import io.taskgate.payload.json.scan.JsonInputBuffer;
import io.taskgate.payload.json.scan.JsonScanner;
import java.io.IOException;
import java.io.InputStream;

/// Reads the items of a JSON array or of JSON Lines one after the other, each as compact JSON. Holds a window
/// of 64 KiB and the current item in memory. As strict as [Json#parse(byte\[\])] within an item. Not
/// thread-safe.
public final class JsonItemScanner {

    /// The form of the text.
    public enum Form {
        /// `[…]`, the whole text.
        ARRAY,
        /// The inside of an array from the first byte of an item; can end after an item, its comma, or the
        /// bracket.
        WITHIN_ARRAY,
        /// One item on each line; empty lines are skipped ([JSON Lines](https://jsonlines.org)).
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

    /// @param most the maximum size of an item as compact JSON, in bytes
    public JsonItemScanner(InputStream in, Form form, int most) {
        this.json = new JsonScanner(in);
        this.form = form;
        this.depth = form == Form.LINES ? 0 : 1;
        item.limit(most);
    }

    /// Reads the next item. [#bytes()], [#from()] and [#length()] give its location until the next call.
    ///
    /// @return false after the last item; the text has then been read to its end
    /// @throws InvalidJsonException if the text does not have the expected form; the message gives the
    /// position only
    /// @throws ResultTooLargeException if the item exceeds the size limit
    /// @throws IOException of the stream
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

    /// Returns the array that holds the item; the next item overwrites it.
    public byte[] bytes() {
        return item.bytes();
    }

    public int from() {
        return item.from();
    }

    public int length() {
        return item.length();
    }

    /// Returns the start of the item, in bytes from the start of the stream.
    public long start() {
        return start;
    }

    /// Returns the start of the next item, or the end of the items.
    public long position() {
        return json.offset(p);
    }

    private boolean begin() throws IOException {
        p = json.token(json.start);
        if (form != Form.ARRAY) {
            return json.at(p) != JsonInputBuffer.NONE;
        }
        if (json.at(p) != '[') {
            throw json.invalid("Not a JSON array", p);
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
            throw json.invalid("Unexpected text after the JSON array", p);
        }
        return false;
    }

    private boolean nextLine() throws IOException {
        p = json.spaces(p);
        int b = json.at(p);
        if (b != JsonInputBuffer.NONE && b != '\n') {
            throw json.invalid("Two JSON Lines items in one line", p);
        }
        p = json.token(p);
        return json.at(p) != JsonInputBuffer.NONE;
    }
}
