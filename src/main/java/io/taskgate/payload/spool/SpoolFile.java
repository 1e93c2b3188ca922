package io.taskgate.payload.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// A temporary file that is unlinked as soon as it is open, so that a killed process leaves no file behind.
/// On systems that need the name of an open file, [#close()] deletes it.
///
/// Not a FileChannel: an interrupt closes a FileChannel, and the SDK interrupts calls that take too long. The
/// next attempt must still be able to read.
final class SpoolFile implements AutoCloseable {

    private final RandomAccessFile file;
    private final Path path;

    SpoolFile(Path path) throws SpoolException {
        this.path = path;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    /// Creates a file that only this user can read.
    static SpoolFile in(Path folder) throws SpoolException {
        try {
            SpoolFile made = new SpoolFile(Files.createTempFile(folder, "taskgate-", ".spool"));
            made.unlink();
            return made;
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    private void unlink() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // The system needs the name: close() deletes it.
        }
    }

    synchronized void write(byte[] bytes, int from, int length) throws SpoolException {
        try {
            file.write(bytes, from, length);
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    private synchronized int read(long at, byte[] bytes, int from, int length) throws SpoolException {
        try {
            file.seek(at);
            return file.read(bytes, from, length);
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    InputStream open(long from, long end) {
        return new Stretch(from, end);
    }

    @Override
    public void close() throws SpoolException {
        try (file) {
            unlink();
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    private final class Stretch extends InputStream {

        private final long end;
        private long at;

        Stretch(long from, long end) {
            this.at = from;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at >= end) {
                return -1;
            }
            int got = SpoolFile.this.read(at, bytes, from, (int) Math.min(length, end - at));
            at += Math.max(got, 0);
            return got;
        }
    }
}
