package io.taskgate.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvReadException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Comma-separated values with a header, each record an object of texts: a short record is filled up with empty
/// texts,
/// and what goes beyond the header is dropped, as an ItemReader of Step Functions does.
///
/// The parser reads bytes as Latin-1, in which a character is a byte: so its position is one in bytes. What it
/// reads is
/// decoded as UTF-8 afterwards; delimiters and quotes are the same in both.
final class CsvSource implements Items {

    private static final CsvFactory CSV = CsvFactory.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();
    private static final JsonFactory JSON = new JsonFactory();
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CsvParser csv;
    private final long offset;
    private final List<String> header;
    private final Out item = new Out();
    private long start;
    private long position;
    private boolean open;

    /// Gives away its buffer.
    private static final class Out extends ByteArrayOutputStream {
        byte[] buffer() {
            return buf;
        }
    }

    /// From the beginning of the source: the header is its first record.
    static CsvSource whole(InputStream in) throws IOException {
        return new CsvSource(in, 0, List.of());
    }

    /// From a record's first byte on.
    ///
    /// @param offset of the stream's first byte in the source
    static CsvSource from(InputStream in, long offset, List<String> header) throws IOException {
        return new CsvSource(in, offset, header);
    }

    private CsvSource(InputStream in, long offset, List<String> known) throws IOException {
        this.offset = offset;
        csv = CSV.createParser(new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1)));
        JsonToken wrapped = csv.nextToken();
        open = wrapped == JsonToken.START_ARRAY && toRecord();
        header = known.isEmpty() ? List.copyOf(readHeader()) : known;
    }

    /// The names of the columns.
    List<String> header() {
        return header;
    }

    private List<String> readHeader() throws IOException {
        List<String> names = open ? record() : List.of();
        if (names.isEmpty()) {
            throw new BadSourceException("it is no CSV with a header: there is nothing in it");
        }
        names.set(
                0,
                names.getFirst().startsWith(BYTE_ORDER_MARK) ? names.getFirst().substring(1) : names.getFirst());
        if (new HashSet<>(names).size() < names.size()) {
            throw new BadSourceException("it is no CSV with a header: a column's name stands twice in it");
        }
        return names;
    }

    /// Moves to the next record's opening.
    private boolean toRecord() throws IOException {
        try {
            JsonToken token = csv.nextToken();
            // It stands on the last byte that it has read.
            position = offset + csv.currentLocation().getCharOffset() + 1;
            return token == JsonToken.START_ARRAY;
        } catch (CsvReadException e) {
            throw broken();
        }
    }

    private BadSourceException broken() {
        return new BadSourceException(
                "it is no CSV behind byte " + position + ": a quote is not closed or stands wrong");
    }

    private List<String> record() throws IOException {
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

    private String decoded(byte[] bytes) throws BadSourceException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadSourceException("it is no UTF-8 behind byte " + position);
        }
    }

    @Override
    public boolean next() throws IOException {
        if (!open) {
            return false;
        }
        start = position;
        List<String> values = record();
        item.reset();
        try (JsonGenerator json = JSON.createGenerator(item)) {
            json.writeStartObject();
            for (int i = 0; i < header.size(); i++) {
                json.writeStringField(header.get(i), i < values.size() ? values.get(i) : "");
            }
            json.writeEndObject();
        }
        return true;
    }

    @Override
    public byte[] bytes() {
        return item.buffer();
    }

    @Override
    public int from() {
        return 0;
    }

    @Override
    public int length() {
        return item.size();
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
