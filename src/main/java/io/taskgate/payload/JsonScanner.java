package io.taskgate.payload;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Walks over one JSON text and lets nothing pass that is not strictly JSON in UTF-8: this is where what "JSON" means
/// here is
/// written down ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259); the Unicode standard, table 3-7), with the bounds
/// of
/// docs/shapes.md. Every method takes the position of what it reads and returns the position behind it. What is copied
/// is
/// written as Jackson would write its tree: without blanks, escapes and numbers in their plain form. Not thread-safe.
final class JsonScanner extends JsonWindow {

    /// How deep a text may be nested. All work on trees is recursive, and a thread's stack must hold it.
    static final int MAX_DEPTH = 500;

    /// How long a number may be, in characters.
    static final int MAX_DIGITS = 1000;

    /// A number such as `1e999999` takes a few bytes to write and millions to work with; a double ends at 308.
    static final int MAX_EXPONENT = 1000;

    /// More than the longest token that must stand in one piece.
    private static final int WINDOW = 64 * 1024;

    private static final int TRUE = 'e' << 24 | 'u' << 16 | 'r' << 8 | 't';
    private static final int NULL = 'l' << 24 | 'l' << 16 | 'u' << 8 | 'n';
    private static final int FALSE = 'e' << 24 | 's' << 16 | 'l' << 8 | 'a';

    private final JsonNames names = new JsonNames();

    /// What the last name is known by ([JsonNames]).
    private long name;

    JsonScanner(byte[] text) {
        this(text, 0, text.length);
    }

    JsonScanner(byte[] text, int from, int end) {
        super(text, from, end);
    }

    JsonScanner(InputStream in) {
        super(in, new byte[WINDOW]);
    }

    /// What is done with the one value of a text.
    interface Visit {
        int value(int p) throws IOException;
    }

    /// Reads the whole text.
    ///
    /// @throws InvalidJsonException when it is not exactly one JSON value
    void whole(Visit visit) throws IOException {
        int p = token(start);
        if (p >= end) {
            throw new InvalidJsonException("there is no JSON in it");
        }
        p = token(visit.value(p));
        if (p < end) {
            throw refused("it is no JSON: more stands behind it", p);
        }
    }

    /// Only sees whether it is JSON.
    void check() throws IOException {
        whole(p -> value(p, 0));
    }

    /// Where the next token is, behind blanks; the end when there is none.
    int token(int p) throws IOException {
        return p < end && bytes[p] > ' ' ? p : blanks(p);
    }

    private int blanks(int from) throws IOException {
        int p = from;
        int start = p;
        while (true) {
            p = spacesAndBreaks(p);
            if (p < end) {
                break;
            }
            if (isCopying()) {
                cut(start, p);
            }
            p = more(p);
            start = p;
            if (p >= end) {
                return p;
            }
        }
        if (p > start && isCopying()) {
            cut(start, p);
        }
        return p;
    }

    /// Line breaks are rare, and many spaces stand behind them.
    private int spacesAndBreaks(int from) {
        int p = from;
        while (p <= end - Word.BYTES) {
            byte b = bytes[p];
            if (b > ' ') {
                return p;
            }
            if (b == ' ') {
                p += Word.first(Word.nonSpaces(Word.at(bytes, p)));
            } else if (isBreak(b)) {
                p++;
            } else {
                return p;
            }
        }
        while (p < end && (bytes[p] == ' ' || isBreak(bytes[p]))) {
            p++;
        }
        return p;
    }

    private static boolean isBreak(byte b) {
        return b == '\n' || b == '\r' || b == '\t';
    }

    /// What stands there; -1 at the end.
    int at(int p) {
        return p < end ? bytes[p] : NONE;
    }

    /// @param p     where a token is, or the end
    /// @param depth how many containers are open around it
    int value(int p, int depth) throws IOException {
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

    /// The rest of an object.
    ///
    /// @param from  where a name is
    /// @param known how many names the object has before it
    int members(int from, int depth, int known) throws IOException {
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

    /// @param depth its own, 1 for the outermost
    /// @return where its first name is, or its end
    int openObject(int p, int depth) throws IOException {
        checkDepth(p, depth);
        names.open(depth);
        return token(p + 1);
    }

    /// @return where its first element is, or its end
    int openArray(int p, int depth) throws IOException {
        checkDepth(p, depth);
        return token(p + 1);
    }

    private void checkDepth(int p, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw refused("it goes beyond what is read: nesting ends at " + MAX_DEPTH + " levels", p);
        }
    }

    /// Reads a name and its colon. The name is known by [#name()] then.
    ///
    /// @param count how many names the object has before it
    /// @return where its value is
    int member(int p, int depth, int count) throws IOException {
        return valueOf(name(p), depth, count);
    }

    /// The second half of [#member]: behind the name.
    int valueOf(int p, int depth, int count) throws IOException {
        int q = colon(p);
        if (!names.add(depth, count, name)) {
            throw refused("it has a name twice in one object", q);
        }
        if (count == JsonNames.MOST) {
            throw refused("it goes beyond what is read: an object has more than " + JsonNames.MOST + " names", q);
        }
        return token(q);
    }

    long name() {
        return name;
    }

    /// @return where the next member or element is; behind the container's end, as `~p`
    int next(int from, char close) throws IOException {
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

    /// The first half of [#member].
    int name(int p) throws IOException {
        if (at(p) != '"') {
            throw noJson(p);
        }
        int from = p + 1;
        if (from <= end - Word.BYTES) {
            long word = Word.at(bytes, from);
            int length = Word.first(Word.specials(word));
            if (length < Word.BYTES && bytes[from + length] == '"') {
                name = JsonNames.known(word & ((1L << (8 * length)) - 1), length);
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
        if (length > JsonNames.LONGEST) {
            throw refused("it goes beyond what is read: a name ends at " + JsonNames.LONGEST + " bytes", start);
        }
        for (int i = start; i < p; i++) {
            if (bytes[i] == '\\') {
                byte[] plain = Escapes.plain(bytes, start, p - 1);
                name = JsonNames.known(plain, 0, plain.length);
                return p;
            }
        }
        name = JsonNames.known(bytes, start, length);
        return p;
    }

    /// @param from behind the opening quote
    int text(int from) throws IOException {
        int p = from;
        while (true) {
            while (p <= end - Word.BYTES) {
                long specials = Word.specials(Word.at(bytes, p));
                if (specials != 0) {
                    p += Word.first(specials);
                    break;
                }
                p += Word.BYTES;
            }
            if (p >= end) {
                p = need(p, 1);
            }
            byte b = bytes[p];
            if (b == '"') {
                return p + 1;
            }
            p = b == '\\' ? escape(p) : b < 0 ? character(p) : plain(p, b);
        }
    }

    private int plain(int p, byte b) throws IOException {
        if (b < ' ') {
            throw noJson(p);
        }
        return p + 1;
    }

    private int escape(int from) throws IOException {
        int p = need(from, Escapes.length(bytes, from, end));
        int length = Escapes.length(bytes, p, end);
        while (length > end - p) {
            p = need(p, length);
            length = Escapes.length(bytes, p, end);
        }
        if (length == 0) {
            throw noJson(p);
        }
        int codePoint = Escapes.codePoint(bytes, p, length);
        if (codePoint < 0) {
            throw refused("it has half a surrogate pair", p);
        }
        if (isCopying()) {
            replace(p, p + length).writeText(codePoint);
        }
        return p + length;
    }

    /// Characters beyond ASCII, one or more.
    private int character(int from) throws IOException {
        int p = from;
        do {
            int length = p <= end - Utf8.LONGEST ? Utf8.shortLength(Word.halfAt(bytes, p)) : 0;
            if (length == 0) {
                p = need(p, 1);
                length = Utf8.length(bytes[p]);
                p = need(p, length);
                if (!Utf8.isCharacter(bytes, p, length)) {
                    throw refused("it is no UTF-8", p);
                }
            }
            p += length;
        } while (p < end && bytes[p] < 0);
        return p;
    }

    private int literal(int from) throws IOException {
        int p = from;
        int b = at(p);
        if (b != 't' && b != 'n' && b != 'f') {
            throw noJson(p);
        }
        int length = b == 'f' ? 5 : 4;
        if (length > end - p) {
            p = need(p, length);
        }
        boolean right =
                switch (b) {
                    case 't' -> Word.halfAt(bytes, p) == TRUE;
                    case 'n' -> Word.halfAt(bytes, p) == NULL;
                    default -> Word.halfAt(bytes, p + 1) == FALSE;
                };
        if (!right) {
            throw noJson(p);
        }
        return p + length;
    }

    private int number(int start) throws IOException {
        int first = bytes[start] == '-' ? start + 1 : start;
        int p = digitsWithin(first);
        if (p <= first || (bytes[first] == '0' && (p > first + 1 || isCopying()))) {
            return longNumber(start);
        }
        if (bytes[p] == '.') {
            int fraction = p + 1;
            p = digitsWithin(fraction);
            if (p <= fraction) {
                return longNumber(start);
            }
        }
        return (bytes[p] | 0x20) == 'e' || p - start > MAX_DIGITS ? longNumber(start) : p;
    }

    /// @return where the digits end; -1 when they come near the end of the window
    private int digitsWithin(int from) {
        int p = from;
        while (p <= end - Word.BYTES) {
            int count = Word.first(Word.nonDigits(Word.at(bytes, p)));
            p += count;
            if (count < Word.BYTES) {
                return p;
            }
        }
        return NONE;
    }

    /// Any number: also those that are cut by the window, begin with a zero, or have an exponent.
    private int longNumber(int start) throws IOException {
        keep = start;
        int p = at(start) == '-' ? start + 1 : start;
        int whole = p - keep;
        p = digits(p);
        boolean leadingZero = bytes[keep + whole] == '0' && p - keep - whole > 1;
        boolean isWhole = true;
        if (at(p) == '.') {
            isWhole = false;
            p = digits(p + 1);
        }
        boolean exponent = (at(p) | 0x20) == 'e';
        if (exponent) {
            p = more1(p + 1);
            p = digits(at(p) == '+' || at(p) == '-' ? p + 1 : p);
        }
        int from = keep;
        keep = NONE;
        if (leadingZero) {
            throw noJson(from);
        }
        if (exponent || (isCopying() && bytes[from + whole] == '0')) {
            exactly(from, p, isWhole && !exponent);
        }
        return p;
    }

    private int more1(int p) throws IOException {
        return p < end ? p : more(p);
    }

    /// One digit or more.
    private int digits(int from) throws IOException {
        int p = more1(from);
        int b = at(p);
        if (b < '0' || b > '9') {
            throw noJson(p);
        }
        while (b >= '0' && b <= '9') {
            p = more1(p + 1);
            b = at(p);
            if (p - keep > MAX_DIGITS) {
                throw refused("it goes beyond what is read: a number ends at " + MAX_DIGITS + " characters", p);
            }
        }
        return p;
    }

    /// Numbers that are written otherwise than they were read, and those that may be too large.
    private void exactly(int from, int to, boolean isWhole) throws IOException {
        String text = new String(bytes, from, to - from, java.nio.charset.StandardCharsets.US_ASCII);
        BigDecimal number = decimal(text);
        if (number == null || Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
            throw refused("it has a number with an exponent beyond " + MAX_EXPONENT, from);
        }
        if (isCopying()) {
            String plain = isWhole ? number.toBigInteger().toString() : number.toString();
            if (!plain.equals(text)) {
                replace(from, to).write(plain.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        }
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private InvalidJsonException noJson(int p) {
        return refused("it is no JSON", p);
    }
}
