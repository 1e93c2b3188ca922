package io.taskgate.batch.ledger;

import java.nio.charset.StandardCharsets;

/// The part of a runner's input around its items: the batch, and the position of the items in it.
@FunctionalInterface
public interface RunnerEnvelope {

    /// The beginning of a runner's input.
    ///
    /// @return JSON up to the items' opening bracket, as in `{"taskgate":{…},"items":[`
    byte[] inputPrefix(long index, long first);

    static byte[] inputPrefix(String batch, long index, long first, int depth) {
        return ("{\"taskgate\":{\"batchId\":\"" + batch + "\",\"index\":" + index + ",\"firstItem\":" + first
                        + ",\"depth\":" + depth + "},\"items\":[")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// An envelope for a plan, as long as any other.
    static RunnerEnvelope placeholder(int depth) {
        return (index, first) -> inputPrefix("bt_" + "0".repeat(27), index, first, depth);
    }
}
