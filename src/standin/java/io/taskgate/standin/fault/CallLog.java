package io.taskgate.standin.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Logs applied calls in order, and the calls on tasks that a fault hit. Load tests compare the ledger of the
/// gateway with this log; a line is written when the change is made, so that a lost response can't falsify
/// it. Kept in a file, so that a long run uses no memory.
public final class CallLog implements AutoCloseable {

    private final FileChannel file;
    private long size;
    private long lines;
    private boolean closed;

    /// Logs to a file that is deleted with the stand-ins.
    public CallLog() {
        try {
            file = FileChannel.open(
                    Files.createTempFile("truth", ".jsonl"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /// Numbers the line and adds its call.
    public synchronized void add(ObjectNode line) {
        if (closed) {
            return;
        }
        ServedCall.into(line);
        line.put("seq", lines + 1);
        ByteBuffer text = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            for (long at = size; text.hasRemaining(); ) {
                at += file.write(text, at);
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        size += text.limit();
        lines++;
        notifyAll();
    }

    /// Returns the lines, oldest first.
    public List<String> lines() {
        try (InputStream all = new Reading(false)) {
            return new String(all.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /// Returns all lines, oldest first.
    ///
    /// @param follow whether to continue with new lines until the stand-ins end
    public InputStream read(boolean follow) {
        return new Reading(follow);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        file.close();
    }

    private final class Reading extends InputStream {

        private final boolean follow;
        private long position;

        Reading(boolean follow) {
            this.follow = follow;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            synchronized (CallLog.this) {
                while (position >= size) {
                    if (!follow || closed) {
                        return -1;
                    }
                    await();
                }
                int most = (int) Math.min(length, size - position);
                int read = file.read(ByteBuffer.wrap(buffer, offset, most), position);
                position += read;
                return read;
            }
        }

        private void await() throws IOException {
            try {
                CallLog.this.wait();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IOException("the reader is going away");
            }
        }
    }
}
