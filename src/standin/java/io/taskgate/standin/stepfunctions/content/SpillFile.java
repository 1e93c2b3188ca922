package io.taskgate.standin.stepfunctions.content;

import io.taskgate.standin.CloseQuietly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A temporary file for texts that are rarely needed again, so that they use no memory. It is created with
/// the first text and deleted when it is closed. Thread-safe.
public final class SpillFile implements AutoCloseable {

    private @Nullable FileChannel file;
    private long end;
    private boolean closed;

    /// The position of a text, in bytes.
    public record Place(long position, int length) {}

    /// Appends a text.
    ///
    /// @return empty after the file is closed
    /// @throws UncheckedIOException if the disk is full
    public synchronized Optional<Place> write(String text) {
        if (closed) {
            return Optional.empty();
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Place place = new Place(end, bytes.length);
        try {
            FileChannel to = opened();
            ByteBuffer left = ByteBuffer.wrap(bytes);
            for (long at = end; left.hasRemaining(); ) {
                at += to.write(left, at);
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        end += bytes.length;
        return Optional.of(place);
    }

    private FileChannel opened() throws IOException {
        FileChannel to = file;
        if (to == null) {
            to = FileChannel.open(
                    Files.createTempFile("executions", ".jsonl"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            file = to;
        }
        return to;
    }

    /// Reads a text that was written before.
    ///
    /// @throws IllegalStateException after the file is closed
    public String read(Place place) {
        FileChannel from;
        synchronized (this) {
            from = file;
        }
        if (from == null) {
            throw new IllegalStateException("The stand-ins are closed.");
        }
        try {
            return read(from, place);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Reads a text of any file.
    public static String read(FileChannel from, Place place) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(place.length());
        while (text.hasRemaining()) {
            if (from.read(text, place.position() + text.position()) < 0) {
                throw new IOException("The file is shorter than it was.");
            }
        }
        return new String(text.array(), StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        closed = true;
        FileChannel open = file;
        file = null;
        if (open != null) {
            CloseQuietly.quietly(open::close);
        }
    }
}
