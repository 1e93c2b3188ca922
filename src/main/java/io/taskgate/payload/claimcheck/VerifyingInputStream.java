package io.taskgate.payload.claimcheck;

import io.taskgate.payload.json.CanonicalJson;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// A stored payload on its way out. A reader that gets to the end knows that the bytes are those that the reference
/// names: the read that would give the end throws otherwise. Every failure is a
/// [PayloadStore.StoreUnavailableException], so that an [IOException] of the reader's own can be told apart.
/// Not thread-safe.
public final class VerifyingInputStream extends FilterInputStream {

    private final PayloadReference reference;
    private final MessageDigest digest = CanonicalJson.newSha256();
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
            throw new PayloadStore.StoreUnavailableException("a payload can't be read to its end", e);
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
                    "what stands at " + reference.key() + " is not what was checked in");
        }
        ended = true;
    }

    /// Reads what is left, and throws when the whole is not what was checked in.
    public void verifyToTheEnd() {
        byte[] rest = new byte[8192];
        while (read(rest, 0, rest.length) >= 0) {
            // on to the end
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
