package io.taskgate.payload.claimcheck;

import io.taskgate.crypto.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Content for a [PayloadStore] that can be read any number of times, so that an upload can be retried.
/// Thread-safe.
public interface RepeatableContent {

    /// Returns the size in bytes.
    long size();

    /// Returns the SHA-256 of the whole content, lower-case hex.
    String sha256();

    /// Opens a range of the content. The stream throws [IOException] if the content is no longer available.
    ///
    /// @param from   the first byte, from 0
    /// @param length in bytes; the part after the end is omitted
    InputStream open(long from, long length);

    /// Returns the SHA-256 of a range, lower-case hex.
    default String sha256(long from, long length) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = open(from, length)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Opens the whole content.
    default InputStream open() {
        return open(0, size());
    }

    /// @param bytes must not change
    static RepeatableContent of(byte[] bytes) {
        return new InMemory(bytes, Sha256.hex(bytes));
    }

    /// Content in memory.
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
