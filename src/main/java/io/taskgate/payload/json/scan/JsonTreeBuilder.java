package io.taskgate.payload.json.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.TreeTooLargeException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Builds trees of a text in memory while the scanner walks over it: the nodes that Jackson would make of it,
/// without a second reading. Belongs to one text; not thread-safe.
public final class JsonTreeBuilder {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// As many digits as any `int`, or any `long`, may have.
    private static final int INT_DIGITS = 9;

    private static final int LONG_DIGITS = 18;

    // What Jackson's nodes weigh in bytes (HotSpot, compressed references), with the tables and strings that
    // they hold.
    private static final long OBJECT = 160;
    private static final long MEMBER = 56;
    private static final long ARRAY = 104;
    private static final long ELEMENT = 8;
    private static final long TEXT = 64;
    private static final long WHOLE = 24;
    private static final long DECIMAL = 120;

    /// Of the heap.
    private static final long SHARE = 16;

    private static final long LEAST = 1 << 20;

    private final long most;
    private long weight;
    private final JsonScanner text;
    private final FieldNames names = new FieldNames();
    private int after;
    private int left = Integer.MAX_VALUE;

    public JsonTreeBuilder(JsonScanner text) {
        this(text, most());
    }

    private JsonTreeBuilder(JsonScanner text, long most) {
        this.text = text;
        this.most = most;
    }

    /// What the tree of one text may weigh, in bytes: a sixteenth of the heap. Asked for anew: what belongs to
    /// the running machine must not be kept in a native image.
    static long most() {
        return Math.max(LEAST, Runtime.getRuntime().maxMemory() / SHARE);
    }

    public void addObject() throws TreeTooLargeException {
        add(OBJECT);
    }

    /// In an array: it may be an array or an object itself.
    public void addElement() throws TreeTooLargeException {
        add(ELEMENT + ARRAY);
    }

    /// What the tree of a valid text weighs at most, in bytes, as far as its signs tell.
    public static long weight(byte[] utf8, int from, int length) {
        long weight = TEXT;
        boolean isText = false;
        int digits = 0;
        for (int i = from; i < from + length; i++) {
            byte b = utf8[i];
            digits = b >= '0' && b <= '9' ? digits + 1 : 0;
            if (isText) {
                weight++;
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    isText = false;
                }
            } else {
                switch (b) {
                    case '"' -> {
                        isText = true;
                        weight += TEXT;
                    }
                    case '{' -> weight += OBJECT;
                    case '[' -> weight += ARRAY;
                    case ':' -> weight += MEMBER;
                    case ',' -> weight += ELEMENT + WHOLE;
                    case '.' -> weight += DECIMAL;
                    case 'e', 'E' -> weight += i > from && Character.isDigit(utf8[i - 1]) ? DECIMAL : 1;
                    default -> weight += digits == LONG_DIGITS + 1 ? DECIMAL : 1;
                }
            }
        }
        return weight;
    }

    /// What is going to be built, in bytes.
    public void add(long bytes) throws TreeTooLargeException {
        weight += bytes;
        if (weight > most) {
            throw new TreeTooLargeException(most);
        }
    }

    /// @throws InvalidJsonException when the text is not exactly one JSON value, or its tree weighs more
    public static JsonNode read(byte[] utf8, long most) throws IOException {
        return read(new JsonScanner(utf8), most, Integer.MAX_VALUE);
    }

    /// @throws InvalidJsonException when the text is not exactly one JSON value
    public static JsonNode read(byte[] utf8) throws IOException {
        return read(new JsonScanner(utf8), most(), Integer.MAX_VALUE);
    }

    /// @param values that the tree may have
    /// @throws InvalidJsonException when the text is not exactly one JSON value, or has more of them
    public static JsonNode readBounded(byte[] utf8, int values) throws IOException {
        return read(new JsonScanner(utf8), most(), values);
    }

    private static JsonNode read(JsonScanner text, long most, int values) throws IOException {
        JsonTreeBuilder reader = new JsonTreeBuilder(text, most);
        reader.left = values;
        JsonNode[] tree = new JsonNode[1];
        text.whole(p -> {
            tree[0] = reader.value(p, 0);
            return reader.after();
        });
        return tree[0];
    }

    /// The position behind what was read last.
    public int after() {
        return after;
    }

    /// @param p     where a token is, or the end
    /// @param depth how many containers are open around it
    public JsonNode value(int p, int depth) throws IOException {
        if (--left < 0) {
            throw new InvalidJsonException("the text has too many values to be read into memory");
        }
        int b = text.at(p);
        return switch (b) {
            case '"' -> string(p);
            case '{' -> object(p, depth + 1);
            case '[' -> array(p, depth + 1);
            case 't', 'f', 'n' -> literal(p, b);
            default -> number(p);
        };
    }

    private JsonNode object(int start, int depth) throws IOException {
        add(OBJECT);
        ObjectNode object = NODES.objectNode();
        int p = text.openObject(start, depth);
        int count = 0;
        boolean open = text.at(p) != '}';
        while (open) {
            int value = text.member(p, depth, count++);
            add(MEMBER);
            String name = name(p);
            object.set(name, value(value, depth));
            p = text.next(after, '}');
            open = p >= 0;
        }
        after = count == 0 ? p + 1 : ~p;
        return object;
    }

    private JsonNode array(int start, int depth) throws IOException {
        add(ARRAY);
        ArrayNode array = NODES.arrayNode();
        int p = text.openArray(start, depth);
        boolean open = text.at(p) != ']';
        while (open) {
            add(ELEMENT);
            array.add(value(p, depth));
            p = text.next(after, ']');
            open = p >= 0;
        }
        after = array.isEmpty() ? p + 1 : ~p;
        return array;
    }

    /// The name that was read last.
    ///
    /// @param p where it is
    public String name(int p) throws IOException {
        String known = names.get(text.name());
        if (known == null) {
            known = text(p);
            names.put(text.name(), known);
        }
        return known;
    }

    private JsonNode string(int p) throws IOException {
        return TextNode.valueOf(text(p));
    }

    private String text(int p) throws IOException {
        text.hasEscapes = false;
        after = text.text(p + 1);
        add(TEXT + after - p);
        return text.hasEscapes
                ? JsonEscapes.text(text.bytes, p + 1, after - 1)
                : new String(text.bytes, p + 1, after - p - 2, StandardCharsets.UTF_8);
    }

    private JsonNode literal(int p, int first) throws IOException {
        after = text.literal(p);
        return first == 'n' ? NullNode.instance : BooleanNode.valueOf(first == 't');
    }

    private JsonNode number(int p) throws IOException {
        after = text.value(p, 0);
        add(WHOLE);
        byte[] bytes = text.bytes;
        boolean negative = bytes[p] == '-';
        long whole = 0;
        for (int i = negative ? p + 1 : p; i < after; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                add(DECIMAL + after - p);
                return DecimalNode.valueOf(new BigDecimal(digits(p)));
            }
            whole = 10 * whole + digit;
        }
        int length = negative ? after - p - 1 : after - p;
        if (length > LONG_DIGITS) {
            add(DECIMAL + after - p);
            return large(digits(p));
        }
        long value = negative ? -whole : whole;
        return length <= INT_DIGITS || value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    private static JsonNode large(String digits) {
        BigInteger value = new BigInteger(digits);
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    private String digits(int p) {
        return new String(text.bytes, p, after - p, StandardCharsets.US_ASCII);
    }

    /// Names by what [DuplicateNameDetector] knows them by, so that each is decoded once.
    private static final class FieldNames {

        private static final int MOST = 512;

        private final long[] keys = new long[2 * MOST];
        private final @Nullable String[] values = new String[2 * MOST];
        private int size;

        @Nullable String get(long known) {
            return values[place(known)];
        }

        void put(long known, String name) {
            if (size < MOST) {
                int place = place(known);
                keys[place] = known;
                values[place] = name;
                size++;
            }
        }

        private int place(long known) {
            int i = (int) (DuplicateNameDetector.mixed(known) >>> 32) & (keys.length - 1);
            while (values[i] != null && keys[i] != known) {
                i = (i + 1) & (keys.length - 1);
            }
            return i;
        }
    }
}
