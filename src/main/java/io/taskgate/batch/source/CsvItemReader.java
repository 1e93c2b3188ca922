package io.taskgate.batch.source;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvReadException;
import io.taskgate.payload.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// Reads comma-separated values with a header, each record as an object of texts: a short record is filled up
/// with empty texts, and fields beyond the header are dropped, as by an ItemReader of Step Functions.
///
/// The parser reads bytes as Latin-1, in which a character is a byte, so that its position is one in bytes. The
/// text is written with the same bytes, once they are known to be UTF-8; delimiters and quotes are the same in
/// both. Not thread-safe.
final class CsvItemReader implements ItemReader {

    private static final CsvFactory CSV = CsvFactory.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();
    private static final int FIRST_SIZE = 1_024;
    private static final int MAX_ESCAPE = 6;

    /// The digits of escapes, as Jackson writes them.
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CsvParser csv;
    private final long offset;
    private final List<String> header;

    /// The text before each value: the brace or the comma, the column's name, the colon, a quote.
    private final List<byte[]> before;

    private byte[] item = new byte[FIRST_SIZE];
    private int length;
    private long start;
    private long position;
    private boolean open;

    /// Reads from the beginning of the source: the header is its first record.
    static CsvItemReader whole(InputStream in) throws IOException {
        return new CsvItemReader(in, 0, List.of());
    }

    /// Reads from a record's first byte on.
    ///
    /// @param offset the offset of the stream's first byte in the source
    static CsvItemReader from(InputStream in, long offset, List<String> header) throws IOException {
        return new CsvItemReader(in, offset, header);
    }

    private CsvItemReader(InputStream in, long offset, List<String> known) throws IOException {
        this.offset = offset;
        csv = CSV.createParser(new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1)));
        JsonToken wrapped = csv.nextToken();
        open = wrapped == JsonToken.START_ARRAY && toRecord();
        header = known.isEmpty() ? List.copyOf(readHeader()) : known;
        before = header.stream().map(this::opening).toList();
    }

    private byte[] opening(String name) {
        String json = new String(Json.bytes(JsonNodeFactory.instance.textNode(name)), StandardCharsets.UTF_8);
        boolean first = name.equals(header.getFirst());
        return ((first ? "{" : ",") + json + ":\"").getBytes(StandardCharsets.UTF_8);
    }

    /// The names of the columns.
    List<String> header() {
        return header;
    }

    private List<String> readHeader() throws IOException {
        List<String> names = open ? readRecord() : List.of();
        if (names.isEmpty()) {
            throw new InvalidSourceException("The source is not CSV with a header: it is empty.");
        }
        names.set(
                0,
                names.getFirst().startsWith(BYTE_ORDER_MARK) ? names.getFirst().substring(1) : names.getFirst());
        if (new HashSet<>(names).size() < names.size()) {
            throw new InvalidSourceException("The source is not CSV with a header: a column name occurs twice.");
        }
        return names;
    }

    /// Moves to the next record's opening.
    private boolean toRecord() throws IOException {
        try {
            JsonToken token = csv.nextToken();
            // The location is the last byte that was read.
            position = offset + csv.currentLocation().getCharOffset() + 1;
            return token == JsonToken.START_ARRAY;
        } catch (CsvReadException e) {
            throw broken();
        }
    }

    private InvalidSourceException broken() {
        return new InvalidSourceException(
                "The source is not valid CSV after byte " + position + ": a quote is not closed or misplaced.");
    }

    private List<String> readRecord() throws IOException {
        List<String> values = new ArrayList<>();
        try {
            while (csv.nextToken() != JsonToken.END_ARRAY) {
                values.add(utf8(csv.getText()));
            }
        } catch (CsvReadException e) {
            throw broken();
        }
        open = toRecord();
        return values;
    }

    private String utf8(String latin1) throws IOException {
        for (int i = 0; i < latin1.length(); i++) {
            if (latin1.charAt(i) >= 0x80) {
                return decoded(latin1.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return latin1;
    }

    private String decoded(byte[] bytes) throws InvalidSourceException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidSourceException("The source is not valid UTF-8 after byte " + position + ".");
        }
    }

    @Override
    public boolean next() throws IOException {
        if (!open) {
            return false;
        }
        start = position;
        length = 0;
        int column = 0;
        try {
            while (csv.nextToken() != JsonToken.END_ARRAY) {
                if (column < before.size()) {
                    put(before.get(column++));
                    put(csv.getText());
                }
            }
        } catch (CsvReadException e) {
            throw broken();
        }
        while (column < before.size()) {
            put(before.get(column++));
            put("");
        }
        room(1);
        item[length++] = '}';
        open = toRecord();
        return true;
    }

    private void put(byte[] bytes) throws IOException {
        room(bytes.length);
        System.arraycopy(bytes, 0, item, length, bytes.length);
        length += bytes.length;
    }

    /// Writes the rest of a JSON text, with its closing quote. A text that was read as Latin-1 is written so:
    /// the bytes stay the same, once they are known to be UTF-8.
    @SuppressWarnings("deprecation") // copies a Latin-1 text's bytes as they are
    private void put(String latin1) throws IOException {
        int size = latin1.length();
        room(size + 1);
        latin1.getBytes(0, size, item, length);
        boolean ascii = true;
        boolean plain = true;
        for (int i = length; i < length + size; i++) {
            byte b = item[i];
            ascii &= b >= 0;
            plain &= (b < 0 || b >= ' ') && b != '"' && b != '\\';
        }
        if (!ascii) {
            var _ = decoded(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (plain) {
            length += size;
        } else {
            escape(latin1);
        }
        item[length++] = '"';
    }

    private void escape(String latin1) throws IOException {
        room(MAX_ESCAPE * latin1.length() + 1);
        for (int i = 0; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            switch (c) {
                case '"', '\\' -> escape(c);
                case '\b' -> escape('b');
                case '\t' -> escape('t');
                case '\n' -> escape('n');
                case '\f' -> escape('f');
                case '\r' -> escape('r');
                default -> {
                    if (c < ' ') {
                        escape('u');
                        item[length++] = '0';
                        item[length++] = '0';
                        item[length++] = HEX[c >> 4];
                        item[length++] = HEX[c & 15];
                    } else {
                        item[length++] = (byte) c;
                    }
                }
            }
        }
    }

    private void escape(char as) {
        item[length++] = '\\';
        item[length++] = (byte) as;
    }

    private void room(int more) throws IOException {
        if (length > ItemBatcher.MAX_ITEM) {
            throw new OversizedItemPolicy.TooLargeException("A record after byte " + start + " exceeds "
                    + ItemBatcher.MAX_ITEM + " B, the maximum size of an item. Split it.");
        }
        if (length + more > item.length) {
            item = Arrays.copyOf(item, Math.max(2 * item.length, length + more));
        }
    }

    @Override
    public byte[] bytes() {
        return item;
    }

    @Override
    public int from() {
        return 0;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public long position() {
        return position;
    }
}
