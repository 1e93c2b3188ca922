package io.taskgate.payload.spool;

import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.json.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Where a payload waits while it is not yet known whether it is whole: first in memory, beyond some KiB in a
/// file. It is hashed on its way in. Written by one thread, then read by any; [#close()] leaves nothing behind,
/// also where another thread still writes: what comes after it is refused.
///
/// Every failure of the disk is a [SpoolException].
public final class Spool extends OutputStream implements RepeatableContent {

    private final SpoolFactory.Files files;
    private final int inMemory;
    private final MessageDigest digest = CanonicalJson.newSha256();
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable SpoolFile file;
    private @Nullable String sha256;
    private long size;
    private boolean closed;

    Spool(SpoolFactory.Files files, int inMemory) {
        this.files = files;
        this.inMemory = inMemory;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        if (closed) {
            // Beyond what memory takes it would make a file that nobody closes.
            throw new SpoolException(new IOException("it is closed"));
        }
        if (sha256 != null) {
            throw new IllegalStateException("the content is whole already");
        }
        if (file == null && size + length > inMemory) {
            file = files.create();
            file.write(memory.toByteArray(), 0, memory.size());
            memory = new ByteArrayOutputStream(0);
        }
        if (file == null) {
            memory.write(bytes, from, length);
        } else {
            file.write(bytes, from, length);
        }
        digest.update(bytes, from, length);
        size += length;
    }

    @Override
    public long size() {
        return size;
    }

    /// The content is whole: nothing more can be written.
    @Override
    public String sha256() {
        if (sha256 == null) {
            sha256 = HexFormat.of().formatHex(digest.digest());
        }
        return sha256;
    }

    @Override
    public InputStream open(long from, long length) {
        return file == null
                ? new InMemory(memory.toByteArray(), sha256()).open(from, length)
                : file.open(from, Math.min(from + length, size));
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        memory = new ByteArrayOutputStream(0);
        if (file != null) {
            file.close();
        }
    }
}
