package io.taskgate.batch.request;

/// The limits of a runner's input.
///
/// @param maxItems the largest number of items
/// @param maxBytes the largest size of the whole input in bytes of UTF-8 JSON
public record ItemBatchLimits(int maxItems, int maxBytes) {

    /// The width of an inline Map (Step Functions developer guide, "Map state").
    public static final int DEFAULT_ITEMS = 40;

    public static final int DEFAULT_BYTES = 200_000;

    /// The smallest limit: the envelope and a reference must always fit.
    public static final int MIN_BYTES = 4096;
}
