package io.taskgate.batch.drive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Calls a listener on each write, from whichever thread writes; one at a time.
final class HeartbeatOutputStream extends FilterOutputStream {

    private final Runnable beat;

    HeartbeatOutputStream(OutputStream out, Runnable beat) {
        super(out);
        this.beat = beat;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        beat.run();
    }

    @Override
    public synchronized void write(int b) throws IOException {
        out.write(b);
    }
}
