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

/// Builds the tree of a text in memory during the scan: the nodes that Jackson would create, without a second
/// pass. Use one instance for each text. Not thread-safe.
public final class JsonTreeBuilder {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// The maximum number of digits of any `int` or any `long`.
    private static final int INT_DIGITS = 9;

    private static final int LONG_DIGITS = 18;

    // The sizes of Jackson nodes in bytes (HotSpot, compressed references), including the tables and strings
    // that they hold.
    private static final long OBJECT = 160;
    private static final long MEMBER = 56;
    private static final long ARRAY = 104;
    private static final long ELEMENT = 8;
    private static final long TEXT = 64;
    private static final long WHOLE = 24;
    private static final long DECIMAL = 120;

    /// The fraction of the heap for one tree.
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

    /// Returns the maximum size of the tree of one text in bytes: a sixteenth of the heap. Computed on each
    /// call, because a native image must not keep values of the build machine.
    static long most() {
        return Math.max(LEAST, Runtime.getRuntime().maxMemory() / SHARE);
    }

    public void addObject() throws TreeTooLargeException {
        add(OBJECT);
    }

    /// Adds the size of an array element, which can be a container itself.
    public void addElement() throws TreeTooLargeException {
        add(ELEMENT + ARRAY);
    }

    /// Returns an upper bound of the size of the tree of a valid text in bytes, from its structural
    /// characters.
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

    /// Adds the size of the next nodes in bytes.
    public void add(long bytes) throws TreeTooLargeException {
        weight += bytes;
        if (weight > most) {
            throw new TreeTooLargeException(most);
        }
    }

    /// @throws InvalidJsonException if the text is not exactly one JSON value, or its tree is too large
    public static JsonNode read(byte[] utf8, long most) throws IOException {
        return read(new JsonScanner(utf8), most, Integer.MAX_VALUE);
    }

    /// @throws InvalidJsonException if the text is not exactly one JSON value
    public static JsonNode read(byte[] utf8) throws IOException {
        return read(new JsonScanner(utf8), most(), Integer.MAX_VALUE);
    }

    /// @param values the maximum number of values of the tree
    /// @throws InvalidJsonException if the text is not exactly one JSON value, or has more values
    public static JsonNode readBounded(byte[] utf8, int values) throws IOException {
        return read(new JsonScanner(utf8), most(), values);
    }

    private static JsonNode read(JsonScanner text, long most, int values) throws IOException {
        JsonTreeBuilder reader = new JsonTreeBuilder(text, most);
        reader.left = values;
        JsonNode[] tree = new JsonNode[1];
        text.readAll(p -> {
            tree[0] = reader.value(p, 0);
            return reader.after();
        });
        return tree[0];
    }

    /// Returns the position after the last value.
    public int after() {
        return after;
    }

    /// @param p     the start of a token, or the end
    /// @param depth the number of open containers around it
    public JsonNode value(int p, int depth) throws IOException {
        if (--left < 0) {
            throw new InvalidJsonException("The JSON text has too many values.");
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

    /// Returns the last name.
    ///
    /// @param p its position
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

    /// Caches names by their [DuplicateNameDetector] identifier, so that each is decoded once.
    private static final class FieldNames {

        private static final int MAX = 512;

        private final long[] keys = new long[2 * MAX];
        private final @Nullable String[] values = new String[2 * MAX];
        private int size;

        @Nullable String get(long known) {
            return values[place(known)];
        }

        void put(long known, String name) {
            if (size < MAX) {
                int place = place(known);
                keys[place] = known;
                values[place] = name;
                size++;
            }
        }

        private int place(long known) {
            int i = (int) (DuplicateNameDetector.mix(known) >>> 32) & (keys.length - 1);
            while (values[i] != null && keys[i] != known) {
                i = (i + 1) & (keys.length - 1);
            }
            return i;
        }
    }
}
