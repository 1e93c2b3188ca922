package io.taskgate.payload.json.scan;

import io.taskgate.payload.InvalidJsonException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The bytes of one text: all of them, or a window over a stream. A position is an index into [#bytes]. Only
/// [#fill] moves the window, and returns the new position. The part that is being copied leaves the window
/// piece by piece. Not thread-safe.
public abstract sealed class JsonInputBuffer permits JsonTokenizer {

    public static final int NONE = -1;

    byte[] bytes;
    int end;

    /// Bytes from this position on stay in the window, so that a token is contiguous.
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

    /// Reads more bytes when a position has reached the end.
    ///
    /// @return the new position: before the end, or at the end if there is no more
    final int fill(int p) throws IOException {
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
            throw invalid("Name longer than " + DuplicateNameDetector.MAX_LENGTH + " bytes", p);
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

    /// Ensures that `count` bytes from `p` on are contiguous.
    ///
    /// @return the new position of `p`
    /// @throws InvalidJsonException if the text ends before
    final int require(int p, int count) throws IOException {
        int at = p;
        boolean own = keep == NONE;
        while (end - at < count) {
            if (own) {
                keep = at;
            }
            int last = end - at;
            at = fill(end) - last;
            if (end - at == last) {
                throw invalid("Invalid JSON: unexpected end", end);
            }
        }
        if (own) {
            keep = NONE;
        }
        return at;
    }

    /// Returns the number of bytes of the text before a position.
    public final long offset(int p) {
        return before + p - start;
    }

    /// Returns whether the whole text is in [#bytes] and stays there.
    public final boolean isInMemory() {
        return in == null;
    }

    /// Copies everything from this position on until it is cut.
    public final void copyFrom(int p, JsonFragmentBuffer to) {
        copied = p;
        this.to = to;
    }

    public final void copyUpTo(int p) {
        to.appendLast(bytes, copied, p, isInMemory());
        copied = NONE;
        to = JsonFragmentBuffer.NOTHING;
    }

    final boolean isCopying() {
        return copied != NONE;
    }

    /// Omits the bytes from `from` to `upTo` from the copy.
    final void omit(int from, int upTo) {
        to.write(bytes, copied, from);
        copied = upTo;
    }

    /// Replaces the bytes from `from` to `upTo` in the copy.
    final JsonFragmentBuffer replace(int from, int upTo) {
        omit(from, upTo);
        return to;
    }

    public final InvalidJsonException invalid(String what, int p) {
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
