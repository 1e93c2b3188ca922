package io.taskgate.standin.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The body of a message, which can be read once unless it was read completely.
public final class MessageBody {

    /// The length is unknown in advance.
    static final long UNKNOWN = -1;

    private final InputStream stream;
    private final long length;
    private byte @Nullable [] whole;

    /// @param length in bytes; [#UNKNOWN] if only the end of the stream defines it
    MessageBody(InputStream stream, long length) {
        this.stream = stream;
        this.length = length;
    }

    public static MessageBody of(byte[] bytes) {
        MessageBody body = new MessageBody(InputStream.nullInputStream(), bytes.length);
        body.whole = bytes;
        return body;
    }

    /// Creates a body without a known end, sent as it is produced.
    public static MessageBody endless(InputStream stream) {
        return new MessageBody(stream, UNKNOWN);
    }

    /// Reads the whole body; afterwards it can be read again.
    public byte[] bytes() throws IOException {
        byte[] bytes = whole == null ? stream.readAllBytes() : whole;
        whole = bytes;
        return bytes;
    }

    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public long length() {
        return length;
    }

    InputStream stream() {
        return whole == null ? stream : new ByteArrayInputStream(whole);
    }

    /// Writes with a length or in chunks. Each piece is sent when it is available.
    void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[16_384];
        InputStream from = stream();
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            if (length == UNKNOWN) {
                out.write((Integer.toHexString(read) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.write(buffer, 0, read);
                out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            } else {
                out.write(buffer, 0, read);
            }
            if (from.available() == 0) {
                out.flush();
            }
        }
        if (length == UNKNOWN) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
    }
}
