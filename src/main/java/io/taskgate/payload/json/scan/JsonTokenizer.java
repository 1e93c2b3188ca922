package io.taskgate.payload.json.scan;

import io.taskgate.payload.InvalidJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The tokens of JSON: whitespace, strings, numbers, literals. Every method takes the position of the element
/// that it reads and returns the position after it. Copies are written as Jackson would write the tree:
/// without whitespace, with escapes and numbers in their plain form. Not thread-safe.
public abstract sealed class JsonTokenizer extends JsonInputBuffer permits JsonScanner {

    /// The maximum length of a number in characters.
    public static final int MAX_DIGITS = 1000;

    /// The maximum exponent. A number such as `1e999999` takes a few bytes to write and millions to compute
    /// with; a double ends at 308.
    static final int MAX_EXPONENT = 1000;

    private static final int TRUE = 'e' << 24 | 'u' << 16 | 'r' << 8 | 't';
    private static final int NULL = 'l' << 24 | 'l' << 16 | 'u' << 8 | 'n';
    private static final int FALSE = 'e' << 24 | 's' << 16 | 'l' << 8 | 'a';

    /// Set by strings with escapes; never reset here.
    boolean hasEscapes;

    JsonTokenizer(byte[] text, int from, int end) {
        super(text, from, end);
    }

    JsonTokenizer(InputStream in, byte[] window) {
        super(in, window);
    }

    /// Returns the start of the next token after whitespace; the end if there is none.
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
                omit(start, p);
            }
            p = fill(p);
            start = p;
            if (p >= end) {
                return p;
            }
        }
        if (p > start && isCopying()) {
            omit(start, p);
        }
        return p;
    }

    /// Skips typical pretty-printing: one space, or a line break and indentation.
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

    /// Skips spaces without crossing the end of a line.
    public final int spaces(int from) throws IOException {
        int p = from;
        while (true) {
            while (p < end && (bytes[p] == ' ' || bytes[p] == '\t' || bytes[p] == '\r')) {
                p++;
            }
            if (p < end) {
                return p;
            }
            p = fill(p);
            if (p >= end) {
                return p;
            }
        }
    }

    /// Returns the byte at a position; -1 at the end.
    public final int at(int p) {
        return p < end ? bytes[p] : NONE;
    }

    /// @param from the position after the opening quote
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
                p = require(p, 1);
            }
            if (bytes[p] == '"') {
                return p + 1;
            }
            p = others(p);
        }
    }

    /// Handles the characters that end a plain run: escapes and characters beyond ASCII are mostly clustered,
    /// with a space between words.
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
            p = require(p, length);
            length = JsonEscapes.length(bytes, p, end);
        }
        if (length == 0) {
            throw noJson(p);
        }
        int codePoint = JsonEscapes.codePoint(bytes, p, length);
        if (codePoint < 0) {
            throw invalid("Unpaired surrogate", p);
        }
        if (isCopying()) {
            replace(p, p + length).writeText(codePoint);
        }
        return p + length;
    }

    /// Reads a character beyond ASCII.
    private int character(int from) throws IOException {
        int length = from <= end - Utf8.LONGEST ? Utf8.shortLength(SwarWord.halfAt(bytes, from)) : 0;
        return length > 0 ? from + length : anyCharacter(from);
    }

    private int anyCharacter(int from) throws IOException {
        int p = require(from, 1);
        int length = Utf8.length(bytes[p]);
        p = require(p, length);
        if (!Utf8.isCharacter(bytes, p, length)) {
            throw invalid("Invalid UTF-8", p);
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
            p = require(p, length);
        }
        boolean right = switch (b) {
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

    /// @return the end of the digits; -1 if they approach the end of the window
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

    /// Reads any number: also one that the window cuts, that begins with a zero, or that has an exponent.
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
        return p < end ? p : fill(p);
    }

    /// Reads one or more digits.
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
                throw invalid("Number longer than " + MAX_DIGITS + " characters", p);
            }
        }
        return p;
    }

    /// Handles numbers whose notation changes, and numbers that may be too large.
    private void exactly(int from, int to, boolean isWhole) throws IOException {
        String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        BigDecimal number = decimal(text);
        if (number == null || Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
            throw invalid("Number with an exponent beyond " + MAX_EXPONENT, from);
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
        return invalid("Invalid JSON", p);
    }
}
