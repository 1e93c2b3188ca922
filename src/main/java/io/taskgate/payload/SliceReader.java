package io.taskgate.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads one JSON text from end to end, as strictly as [Json#parse(byte\[\])], and notes where the wanted values stand.
final class SliceReader {

    private final byte[] json;
    private final @Nullable Slice[] slices;

    SliceReader(byte[] json, int slots) {
        this.json = json;
        this.slices = new Slice[slots];
    }

    /// @return one for each slot, or fewer when there is nothing for some
    List<Slice> read(SliceTree tree) throws IOException {
        Json.checkText(json);
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new IOException("there is no JSON in it");
            }
            value(parser, tree);
            if (parser.nextToken() != null) {
                throw new IOException("it is no JSON: more stands behind it");
            }
            return Arrays.stream(slices).filter(Objects::nonNull).toList();
        } catch (JsonProcessingException e) {
            throw Json.refusal(e);
        } catch (NumberFormatException _) {
            throw BoundedNumbers.refusal();
        }
    }

    private void value(JsonParser parser, SliceTree wanted) throws IOException {
        boolean taken = !wanted.slots().isEmpty();
        int from = taken ? (int) parser.currentTokenLocation().getByteOffset() : 0;
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT && !wanted.fields().isEmpty()) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                SliceTree child = wanted.fields().get(parser.currentName());
                parser.nextToken();
                valueOrNot(parser, child);
            }
        } else if (token == JsonToken.START_ARRAY && !wanted.elements().isEmpty()) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                valueOrNot(parser, wanted.elements().get(i));
            }
        } else {
            skip(parser);
        }
        if (taken) {
            parser.finishToken();
            Slice slice = Slice.of(json, from, (int) parser.currentLocation().getByteOffset());
            wanted.slots().forEach(slot -> slices[slot] = slice);
        }
    }

    private void valueOrNot(JsonParser parser, @Nullable SliceTree wanted) throws IOException {
        if (wanted == null) {
            skip(parser);
        } else {
            value(parser, wanted);
        }
    }

    private static void skip(JsonParser parser) throws IOException {
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                check(parser);
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /// The parser looks at a number only when it is asked for it.
    private static void check(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int end = parser.getTextOffset() + parser.getTextLength();
        for (int i = parser.getTextOffset(); i < end; i++) {
            if (text[i] == 'e' || text[i] == 'E') {
                BigDecimal number = parser.getDecimalValue();
                BoundedNumbers.check(number);
                return;
            }
        }
    }
}
