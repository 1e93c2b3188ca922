package io.taskgate.payload.claimcheck;

import io.taskgate.crypto.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Reads a stored payload and verifies it against its reference: the read at the end of the stream throws if
/// the bytes do not match. Every failure is a [PayloadStore.StoreUnavailableException], so that callers can
/// distinguish it from an [IOException] of their own. Not thread-safe.
public final class VerifyingInputStream extends FilterInputStream {

    private final PayloadReference reference;
    private final MessageDigest digest = Sha256.newDigest();
    private boolean ended;

    public VerifyingInputStream(InputStream in, PayloadReference reference) {
        super(in);
        this.reference = reference;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        int got;
        try {
            got = in.read(bytes, from, length);
        } catch (IOException e) {
            throw new PayloadStore.StoreUnavailableException("The stored payload could not be read to its end.", e);
        }
        if (got >= 0) {
            digest.update(bytes, from, got);
        } else {
            verify();
        }
        return got;
    }

    private void verify() {
        if (!ended && !HexFormat.of().formatHex(digest.digest()).equals(reference.sha256())) {
            throw new PayloadStore.StoreUnavailableException(
                    "The content of " + reference.key() + " does not match its reference.");
        }
        ended = true;
    }

    /// Reads the remaining bytes and throws if the content does not match the reference.
    public void verifyToTheEnd() {
        byte[] rest = new byte[8192];
        while (read(rest, 0, rest.length) >= 0) {
            // Reads to the end.
        }
    }

    @Override
    public long skip(long count) {
        byte[] over = new byte[(int) Math.min(count, 8192)];
        return Math.max(0, read(over, 0, over.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
