package io.taskgate.payload.json.scan;

import io.taskgate.payload.InvalidJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Scans one JSON text and rejects everything that is not strictly JSON in UTF-8. Defines JSON for the
/// gateway ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259); the Unicode standard, table 3-7), with the
/// limits of docs/shapes.md. Every method takes the position of the element that it reads and returns the
/// position after it. Copies are written as Jackson would write the tree: without whitespace, with escapes
/// and numbers in their plain form. Not thread-safe.
public final class JsonScanner extends JsonTokenizer {

    /// The maximum nesting depth. All work on trees is recursive, and must fit into the stack of a thread.
    public static final int MAX_DEPTH = 500;

    /// Larger than the longest token that must be contiguous.
    private static final int WINDOW = 64 * 1024;

    private final DuplicateNameDetector names = new DuplicateNameDetector();
    private final int maxDepth;

    /// The identifier of the last name ([DuplicateNameDetector]).
    private long name;

    /// The length of the last name as written, without quotes; -1 for a name with escapes.
    private int nameLength;

    public JsonScanner(byte[] text) {
        this(text, 0, text.length);
    }

    public JsonScanner(byte[] text, int from, int end) {
        super(text, from, end);
        maxDepth = MAX_DEPTH;
    }

    public JsonScanner(InputStream in) {
        this(in, MAX_DEPTH);
    }

    public JsonScanner(InputStream in, int maxDepth) {
        super(in, new byte[WINDOW]);
        this.maxDepth = maxDepth;
    }

    /// Handles the one value of a text.
    public interface Visit {
        int value(int p) throws IOException;
    }

    /// Reads the whole text.
    ///
    /// @throws InvalidJsonException if it is not exactly one JSON value
    public void readAll(Visit visit) throws IOException {
        int p = token(start);
        if (p >= end) {
            throw new InvalidJsonException("The text is empty. Expected one JSON value.");
        }
        p = token(visit.value(p));
        if (p < end) {
            throw invalid("Invalid JSON: unexpected text after the value", p);
        }
    }

    /// Returns the one value of a text in memory as compact JSON.
    public static byte[] compact(byte[] text) throws InvalidJsonException {
        JsonScanner json = new JsonScanner(text);
        JsonFragmentBuffer kept = new JsonFragmentBuffer();
        try {
            json.readAll(p -> {
                json.copyFrom(p, kept);
                int after = json.value(p, 0);
                json.copyUpTo(after);
                return after;
            });
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory could not be read.", e);
        }
        return Arrays.copyOfRange(kept.bytes(), kept.from(), kept.from() + kept.length());
    }

    /// Validates the text without building anything.
    public void check() throws IOException {
        readAll(p -> value(p, 0));
    }

    /// @param p     the start of a token, or the end
    /// @param depth the number of open containers around it
    public int value(int p, int depth) throws IOException {
        int b = at(p);
        if (b == '"') {
            return text(p + 1);
        }
        if (b == '{') {
            return object(p, depth + 1);
        }
        if (b == '[') {
            return array(p, depth + 1);
        }
        return b == '-' || (b >= '0' && b <= '9') ? number(p) : literal(p);
    }

    private int object(int start, int depth) throws IOException {
        int p = openObject(start, depth);
        return at(p) == '}' ? p + 1 : members(p, depth, 0);
    }

    /// Reads the rest of an object.
    ///
    /// @param from  the start of a name
    /// @param known the number of names of the object before it
    public int members(int from, int depth, int known) throws IOException {
        int p = from;
        int count = known;
        while (true) {
            p = value(member(p, depth, count++), depth);
            p = next(p, '}');
            if (p < 0) {
                return ~p;
            }
        }
    }

    private int array(int start, int depth) throws IOException {
        int p = openArray(start, depth);
        if (at(p) == ']') {
            return p + 1;
        }
        while (true) {
            p = next(value(p, depth), ']');
            if (p < 0) {
                return ~p;
            }
        }
    }

    /// @param depth of the object, 1 for the outermost
    /// @return the start of its first name, or its end
    public int openObject(int p, int depth) throws IOException {
        checkDepth(p, depth);
        names.open(depth);
        return token(p + 1);
    }

    /// @return the start of its first element, or its end
    public int openArray(int p, int depth) throws IOException {
        checkDepth(p, depth);
        return token(p + 1);
    }

    private void checkDepth(int p, int depth) throws IOException {
        if (depth > maxDepth) {
            throw invalid("Nesting deeper than " + maxDepth + " levels", p);
        }
    }

    /// Reads a name and its colon. Afterwards [#name()] identifies the name.
    ///
    /// @param count the number of names of the object before it
    /// @return the start of its value
    public int member(int p, int depth, int count) throws IOException {
        int length = names.expectedLength(depth, count);
        int last = p + 1 + length;
        if (length >= 0
                && last < end - SwarWord.BYTES
                && bytes[p] == '"'
                && bytes[last] == '"'
                && bytes[last + 1] == ':'
                && DuplicateNameDetector.idOf(bytes, p + 1, length) == names.expected(depth, count)) {
            name = names.expected(depth, count);
            return token(last + 2);
        }
        return valueOf(name(p), depth, count);
    }

    /// Second half of [#member]: after the name.
    public int valueOf(int p, int depth, int count) throws IOException {
        int q = colon(p);
        if (!names.add(depth, count, name, nameLength)) {
            throw invalid("Duplicate member name", q);
        }
        if (count == DuplicateNameDetector.MAX_NAMES) {
            throw invalid("More than " + DuplicateNameDetector.MAX_NAMES + " names in one object", q);
        }
        return token(q);
    }

    public long name() {
        return name;
    }

    /// @return the start of the next member or element; after the end of the container, as `~p`
    public int next(int from, char close) throws IOException {
        int p = token(from);
        int b = at(p);
        if (b == ',') {
            return token(p + 1);
        }
        if (b == close) {
            return ~(p + 1);
        }
        throw noJson(p);
    }

    private int colon(int from) throws IOException {
        int p = token(from);
        if (at(p) != ':') {
            throw noJson(p);
        }
        return p + 1;
    }

    /// First half of [#member].
    public int name(int p) throws IOException {
        if (at(p) != '"') {
            throw noJson(p);
        }
        int from = p + 1;
        if (from <= end - SwarWord.BYTES) {
            long word = SwarWord.at(bytes, from);
            int length = SwarWord.first(SwarWord.specials(word));
            if (length < SwarWord.BYTES && bytes[from + length] == '"') {
                name = DuplicateNameDetector.idOf(word & ((1L << (8 * length)) - 1), length);
                nameLength = length;
                return from + length + 1;
            }
        }
        return longName(from);
    }

    private int longName(int from) throws IOException {
        keep = from;
        int p = text(from);
        int start = keep;
        int length = p - 1 - start;
        keep = NONE;
        if (length > DuplicateNameDetector.MAX_LENGTH) {
            throw invalid("Name longer than " + DuplicateNameDetector.MAX_LENGTH + " bytes", start);
        }
        for (int i = start; i < p; i++) {
            if (bytes[i] == '\\') {
                byte[] plain = JsonEscapes.plain(bytes, start, p - 1);
                name = DuplicateNameDetector.idOf(plain, 0, plain.length);
                nameLength = -1;
                return p;
            }
        }
        name = DuplicateNameDetector.idOf(bytes, start, length);
        nameLength = length;
        return p;
    }
}
