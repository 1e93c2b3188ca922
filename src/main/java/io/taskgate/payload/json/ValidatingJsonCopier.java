package io.taskgate.payload.json;

import io.taskgate.payload.json.scan.JsonScanner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Copies JSON text from one stream to another and checks it on the way.
public final class ValidatingJsonCopier {

    private ValidatingJsonCopier() {}

    /// Copies the bytes as they come, and checks that they are exactly one JSON value, as strictly as
    /// [Json#parse(byte\[\])]. What was copied before a fault was found stays copied. Neither stream is closed.
    ///
    /// @throws InvalidJsonException when it is not exactly one JSON value; the message gives the place, no
    /// content
    /// @throws IOException of a stream, as it is
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
