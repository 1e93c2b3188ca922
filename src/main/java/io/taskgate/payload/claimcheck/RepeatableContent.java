package io.taskgate.payload.claimcheck;

import io.taskgate.payload.json.CanonicalJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Bytes on their way into a [PayloadStore], that can be read as often as it takes: a part that was lost is
/// read again.
/// Safe for many threads.
public interface RepeatableContent {

    /// In bytes.
    long size();

    /// SHA-256 of all of it, lower-case hex.
    String sha256();

    /// A stretch of it. The stream's reads throw an [IOException] when it can't be had any more.
    ///
    /// @param from   the first byte, from 0
    /// @param length in bytes; what goes beyond the end is left out
    InputStream open(long from, long length);

    /// SHA-256 of a stretch, lower-case hex.
    default String sha256(long from, long length) throws IOException {
        MessageDigest digest = CanonicalJson.newSha256();
        try (InputStream in = open(from, length)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// All of it.
    default InputStream open() {
        return open(0, size());
    }

    /// @param bytes must not change any more
    static RepeatableContent of(byte[] bytes) {
        return new InMemory(bytes, CanonicalJson.sha256(bytes));
    }

    /// Small contents.
    @SuppressWarnings("ArrayRecordComponent")
    record InMemory(byte[] bytes, String sha256) implements RepeatableContent {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open(long from, long length) {
            int start = (int) Math.min(from, bytes.length);
            return new ByteArrayInputStream(bytes, start, (int) Math.min(length, bytes.length - start));
        }
    }
}
