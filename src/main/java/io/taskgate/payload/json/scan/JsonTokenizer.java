package io.taskgate.payload.json.scan;

import io.taskgate.payload.InvalidJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The tokens of JSON: blanks, texts, numbers, literals. Every method takes the position of what it reads and
/// returns the position behind it. What is copied is written as Jackson would write its tree: without blanks,
/// escapes and numbers in their plain form. Not thread-safe.
public abstract sealed class JsonTokenizer extends JsonInputBuffer permits JsonScanner {

    /// How long a number may be, in characters.
    public static final int MAX_DIGITS = 1000;

    /// A number such as `1e999999` takes a few bytes to write and millions to work with; a double ends at 308.
    static final int MAX_EXPONENT = 1000;

    private static final int TRUE = 'e' << 24 | 'u' << 16 | 'r' << 8 | 't';
    private static final int NULL = 'l' << 24 | 'l' << 16 | 'u' << 8 | 'n';
    private static final int FALSE = 'e' << 24 | 's' << 16 | 'l' << 8 | 'a';

    /// Set by texts with escapes in them; never taken back here.
    boolean hasEscapes;

    JsonTokenizer(byte[] text, int from, int end) {
        super(text, from, end);
    }

    JsonTokenizer(InputStream in, byte[] window) {
        super(in, window);
    }

    /// Where the next token is, behind blanks; the end when there is none.
    public final int token(int p) throws IOException {
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

    /// What pretty printing leaves: one space, or a line break with many behind it.
    private int spacesAndBreaks(int from) {
        int p = from;
        while (p <= end - SwarWord.BYTES) {
            byte b = bytes[p];
            if (isBreak(b)) {
                p++;
            } else if (b != ' ') {
                return p;
            }
            while (p <= end - SwarWord.BYTES) {
                long others = SwarWord.nonSpaces(SwarWord.at(bytes, p));
                if (others != 0) {
                    p += SwarWord.first(others);
                    break;
                }
                p += SwarWord.BYTES;
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

    /// Behind blanks, but not over the end of a line.
    public final int spaces(int from) throws IOException {
        int p = from;
        while (true) {
            while (p < end && (bytes[p] == ' ' || bytes[p] == '\t' || bytes[p] == '\r')) {
                p++;
            }
            if (p < end) {
                return p;
            }
            p = more(p);
            if (p >= end) {
                return p;
            }
        }
    }

    /// What stands there; -1 at the end.
    public final int at(int p) {
        return p < end ? bytes[p] : NONE;
    }

    /// @param from behind the opening quote
    final int text(int from) throws IOException {
        int p = from;
        while (true) {
            while (p <= end - SwarWord.BYTES) {
                long specials = SwarWord.specials(SwarWord.at(bytes, p));
                if (specials != 0) {
                    p += SwarWord.first(specials);
                    break;
                }
                p += SwarWord.BYTES;
            }
            if (p >= end) {
                p = need(p, 1);
            }
            if (bytes[p] == '"') {
                return p + 1;
            }
            p = others(p);
        }
    }

    /// What ends a plain run: escapes and characters beyond ASCII mostly stand together, with a space between
    /// words.
    private int others(int from) throws IOException {
        int p = other(from);
        while (p < end && (bytes[p] < 0 || bytes[p] == '\\' || bytes[p] == ' ')) {
            p = other(p);
        }
        return p;
    }

    private int other(int p) throws IOException {
        byte b = bytes[p];
        return b == '\\' ? escape(p) : b < 0 ? character(p) : plain(p, b);
    }

    private int plain(int p, byte b) throws IOException {
        if (b < ' ') {
            throw noJson(p);
        }
        return p + 1;
    }

    private int escape(int p) throws IOException {
        hasEscapes = true;
        int unit = p <= end - SwarWord.BYTES && bytes[p + 1] == 'u' ? JsonEscapes.unit(bytes, p) : NONE;
        if (unit < 0 || Character.isSurrogate((char) unit)) {
            return anyEscape(p);
        }
        if (isCopying()) {
            replace(p, p + JsonEscapes.UNIT).writeText(unit);
        }
        return p + JsonEscapes.UNIT;
    }

    private int anyEscape(int from) throws IOException {
        int p = from;
        int length = JsonEscapes.length(bytes, p, end);
        while (length > end - p) {
            p = need(p, length);
            length = JsonEscapes.length(bytes, p, end);
        }
        if (length == 0) {
            throw noJson(p);
        }
        int codePoint = JsonEscapes.codePoint(bytes, p, length);
        if (codePoint < 0) {
            throw refused("it has half a surrogate pair", p);
        }
        if (isCopying()) {
            replace(p, p + length).writeText(codePoint);
        }
        return p + length;
    }

    /// Beyond ASCII.
    private int character(int from) throws IOException {
        int length = from <= end - Utf8.LONGEST ? Utf8.shortLength(SwarWord.halfAt(bytes, from)) : 0;
        return length > 0 ? from + length : anyCharacter(from);
    }

    private int anyCharacter(int from) throws IOException {
        int p = need(from, 1);
        int length = Utf8.length(bytes[p]);
        p = need(p, length);
        if (!Utf8.isCharacter(bytes, p, length)) {
            throw refused("it is no UTF-8", p);
        }
        return p + length;
    }

    final int literal(int from) throws IOException {
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
                    case 't' -> SwarWord.halfAt(bytes, p) == TRUE;
                    case 'n' -> SwarWord.halfAt(bytes, p) == NULL;
                    default -> SwarWord.halfAt(bytes, p + 1) == FALSE;
                };
        if (!right) {
            throw noJson(p);
        }
        return p + length;
    }

    final int number(int start) throws IOException {
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
        while (p <= end - SwarWord.BYTES) {
            int count = SwarWord.first(SwarWord.nonDigits(SwarWord.at(bytes, p)));
            p += count;
            if (count < SwarWord.BYTES) {
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
            p = inWindow(p + 1);
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

    private int inWindow(int p) throws IOException {
        return p < end ? p : more(p);
    }

    /// One digit or more.
    private int digits(int from) throws IOException {
        int p = inWindow(from);
        int b = at(p);
        if (b < '0' || b > '9') {
            throw noJson(p);
        }
        while (b >= '0' && b <= '9') {
            p = inWindow(p + 1);
            b = at(p);
            if (p - keep > MAX_DIGITS) {
                throw refused("it goes beyond what is read: a number ends at " + MAX_DIGITS + " characters", p);
            }
        }
        return p;
    }

    /// Numbers that are written otherwise than they were read, and those that may be too large.
    private void exactly(int from, int to, boolean isWhole) throws IOException {
        String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        BigDecimal number = decimal(text);
        if (number == null || Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
            throw refused("it has a number with an exponent beyond " + MAX_EXPONENT, from);
        }
        if (isCopying()) {
            String plain = isWhole ? number.toBigInteger().toString() : number.toString();
            if (!plain.equals(text)) {
                replace(from, to).write(plain.getBytes(StandardCharsets.US_ASCII));
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

    final InvalidJsonException noJson(int p) {
        return refused("it is no JSON", p);
    }
}
