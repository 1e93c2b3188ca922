package io.taskgate.payload.spool;

import io.taskgate.crypto.Sha256;
import io.taskgate.payload.claimcheck.RepeatableContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Buffers a payload until it is complete: in memory first, and in a file above a threshold. Hashes the
/// content while it is written. Written by one thread, then readable by any. [#close()] removes everything,
/// also while another thread still writes: later writes fail.
///
/// Every disk failure is a [SpoolException].
public final class Spool extends OutputStream implements RepeatableContent {

    private final SpoolFactory.Files files;
    private final int inMemory;
    private final MessageDigest digest = Sha256.newDigest();
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
            // A write after close() would create a file that is never closed.
            throw new SpoolException(new IOException("The spool is closed."));
        }
        if (sha256 != null) {
            throw new IllegalStateException("The spool is complete and can't be written.");
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

    /// Completes the content. Afterwards nothing can be written.
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
