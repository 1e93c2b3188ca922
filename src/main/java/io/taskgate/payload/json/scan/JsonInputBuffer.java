package io.taskgate.payload.json.scan;

import io.taskgate.payload.InvalidJsonException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The bytes of one text: all of them, or a window that moves over a stream. A position is an index into
/// [#bytes]; only [#more] moves the window, and returns where the position is then. What is being copied is cut
/// out of the window piece by piece. Not thread-safe.
public abstract sealed class JsonInputBuffer permits JsonTokenizer {

    public static final int NONE = -1;

    byte[] bytes;
    int end;

    /// From here on nothing leaves the window, so that a token stays in one piece.
    int keep = NONE;

    public final int start;

    private final @Nullable InputStream in;
    private long before;
    private int copied = NONE;
    private JsonFragmentBuffer to = JsonFragmentBuffer.NOTHING;

    JsonInputBuffer(byte[] text, int from, int end) {
        this.bytes = text;
        this.start = from;
        this.end = end;
        this.in = null;
    }

    JsonInputBuffer(InputStream in, byte[] window) {
        this.bytes = window;
        this.start = 0;
        this.in = in;
    }

    /// Asked for when a position has reached the end.
    ///
    /// @return where the position is now: before the end, or at it when there is no more
    final int more(int p) throws IOException {
        if (in == null) {
            return p;
        }
        int from = keep == NONE ? p : keep;
        if (copied != NONE) {
            if (copied < from) {
                to.write(bytes, copied, from);
                copied = from;
            }
            copied -= from;
        }
        if (end - from == bytes.length) {
            throw refused("it goes beyond what is read: a name ends at " + DuplicateNameDetector.LONGEST + " bytes", p);
        }
        System.arraycopy(bytes, from, bytes, 0, end - from);
        before += from;
        end -= from;
        if (keep != NONE) {
            keep = 0;
        }
        int read;
        do {
            read = in.read(bytes, end, bytes.length - end);
        } while (read == 0);
        end += Math.max(read, 0);
        return p - from;
    }

    /// Sees to it that `count` bytes stand from `p` on in one piece.
    ///
    /// @return where `p` is now
    /// @throws InvalidJsonException when the text ends before
    final int need(int p, int count) throws IOException {
        int at = p;
        boolean own = keep == NONE;
        while (end - at < count) {
            if (own) {
                keep = at;
            }
            int last = end - at;
            at = more(end) - last;
            if (end - at == last) {
                throw refused("it is no JSON: it ends", end);
            }
        }
        if (own) {
            keep = NONE;
        }
        return at;
    }

    /// How many bytes of the text stand before a position.
    public final long offset(int p) {
        return before + p - start;
    }

    /// Whether all of it is in [#bytes], and stays.
    public final boolean isInMemory() {
        return in == null;
    }

    /// Everything from here on is copied as it stands, until it is cut.
    public final void copyFrom(int p, JsonFragmentBuffer to) {
        copied = p;
        this.to = to;
    }

    public final void copyUpTo(int p) {
        to.take(bytes, copied, p, isInMemory());
        copied = NONE;
        to = JsonFragmentBuffer.NOTHING;
    }

    final boolean isCopying() {
        return copied != NONE;
    }

    /// While copying, leaves out what stands from `from` to `upTo`.
    final void cut(int from, int upTo) {
        to.write(bytes, copied, from);
        copied = upTo;
    }

    /// While copying, puts something else in place of what stands from `from` to `upTo`.
    final JsonFragmentBuffer replace(int from, int upTo) {
        cut(from, upTo);
        return to;
    }

    public final InvalidJsonException refused(String what, int p) {
        return new InvalidJsonException(what + place(p));
    }

    private String place(int p) {
        if (in != null) {
            return " at byte " + (before + p);
        }
        int line = 1;
        int start = 0;
        for (int i = 0; i < p; i++) {
            if (bytes[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return " at line " + line + ", column " + (p - start + 1);
    }
}
