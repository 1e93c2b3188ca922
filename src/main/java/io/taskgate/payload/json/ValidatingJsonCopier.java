package io.taskgate.payload.json;

import io.taskgate.payload.json.scan.JsonScanner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Copies JSON text from one stream to another and validates it.
public final class ValidatingJsonCopier {

    private ValidatingJsonCopier() {}

    /// Copies the bytes unchanged and checks that they are exactly one JSON value, as strictly as
    /// [Json#parse(byte\[\])]. Bytes before an error have been copied. Does not close the streams.
    ///
    /// @throws InvalidJsonException if the text is not exactly one JSON value; the message gives the position
    /// and no content
    /// @throws IOException of a stream
    public static void copy(InputStream in, OutputStream out) throws IOException {
        new JsonScanner(new Tee(in, out)).check();
    }

    private static final class Tee extends InputStream {

        private final InputStream in;
        private final OutputStream out;

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
                out.write(bytes, from, got);
            }
            return got;
        }
    }
}
