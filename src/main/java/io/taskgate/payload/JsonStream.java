package io.taskgate.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Copies JSON text from one stream to another and checks it on the way.
public final class JsonStream {

    /// The parser steps over texts without gathering them; what it does gather (numbers, names) ends here.
    private static final int MAX_GATHERED = StreamReadConstraints.DEFAULT_MAX_NAME_LEN;

    private static final JsonFactory FACTORY = Json.FACTORY.copy();

    static {
        FACTORY.setStreamReadConstraints(FACTORY.streamReadConstraints()
                .rebuild()
                .maxStringLength(MAX_GATHERED)
                .build());
    }

    private JsonStream() {}

    /// Copies the bytes as they come, and checks that they are exactly one JSON value, as strictly as
    /// [Json#parse(byte\[\])]. What was copied before a fault was found stays copied. Neither stream is closed.
    ///
    /// @throws IOException of a stream, as it is; or when it is not exactly one JSON value, with the place in the
    ///     message and no content
    public static void copy(InputStream in, OutputStream out) throws IOException {
        try (JsonParser parser = FACTORY.createParser(new Tee(in, out))) {
            if (parser.nextToken() == null) {
                throw new IOException("there is no JSON in it");
            }
            value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("it is no JSON: more stands behind it");
            }
        } catch (JsonProcessingException e) {
            throw Json.refusal(e);
        } catch (NumberFormatException _) {
            throw BoundedNumbers.refusal();
        }
    }

    private static void value(JsonParser parser) throws IOException {
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                // the parser looks at a number only when it is asked for it
                BoundedNumbers.check(parser.getDecimalValue());
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
            if (token == null) {
                throw new IOException("it is no JSON: it ends too soon");
            }
        }
    }

    private static final class Tee extends InputStream {

        private final InputStream in;
        private final OutputStream out;
        private final TextCheck text = new TextCheck();

        Tee(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int got = in.read(bytes, from, length);
            if (got > 0) {
                text.check(bytes, from, got);
                out.write(bytes, from, got);
            }
            return got;
        }
    }
}
