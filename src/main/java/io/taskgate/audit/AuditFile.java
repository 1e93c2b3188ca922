package io.taskgate.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An audit log file, locked while it is open, so that only one process writes it. Not thread-safe.
final class AuditFile implements AuditOutput {

    private static final int MAX_BYTES_OF_A_LINE = 64 * 1024;

    private final FileChannel channel;

    private AuditFile(FileChannel channel) {
        this.channel = channel;
    }

    /// Thrown if another process, or another part of this one, has locked the file.
    static final class WrittenByAnotherException extends IOException {

        private static final long serialVersionUID = 1L;

        WrittenByAnotherException(@Nullable Throwable cause) {
            super("Another process writes the file.", cause);
        }
    }

    /// Opens the file, and creates it if it is missing.
    static AuditFile open(Path path) throws IOException {
        return locked(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /// @throws java.nio.file.NoSuchFileException if it is missing
    static AuditFile openExisting(Path path) throws IOException {
        return locked(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private static AuditFile locked(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw new WrittenByAnotherException(null);
            }
            return new AuditFile(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new WrittenByAnotherException(e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Returns the last line without its line break; empty for an empty file. Truncates an incomplete line:
    /// the process ended while it wrote, and has not acknowledged it.
    Optional<String> lastLine() throws IOException {
        long size = channel.size();
        long from = Math.max(0, size - 2L * MAX_BYTES_OF_A_LINE);
        ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
        while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
            // until it is full
        }
        // One character for each byte, so that text positions are file positions.
        String text = new String(tail.array(), 0, tail.position(), StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n');
        if (end + 1 < text.length()) {
            channel.truncate(from + end + 1);
        }
        if (end < 0) {
            return Optional.empty();
        }
        return Optional.of(text.substring(text.lastIndexOf('\n', end - 1) + 1, end));
    }

    @Override
    public void append(String line) throws IOException {
        long end = channel.size();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
