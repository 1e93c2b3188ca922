package io.taskgate.batch;

import java.nio.charset.StandardCharsets;

/// What stands around the items in a runner's input: whose they are, and which.
final class Envelopes {

    private Envelopes() {}

    static byte[] opening(String batch, long index, long first, int depth) {
        return ("{\"taskgate\":{\"batchId\":\"" + batch + "\",\"index\":" + index + ",\"first\":" + first
                        + ",\"depth\":" + depth + "},\"items\":[")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// For a plan: as long as any other.
    static Cutter.Envelope unnamed(int depth) {
        return (index, first) -> opening("bt_" + "0".repeat(27), index, first, depth);
    }
}
