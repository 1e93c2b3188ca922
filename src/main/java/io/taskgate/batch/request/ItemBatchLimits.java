package io.taskgate.batch.request;

/// How much a runner takes.
///
/// @param maxItems at most so many items
/// @param maxBytes at most so many bytes of input, all of it, as UTF-8 JSON
public record ItemBatchLimits(int maxItems, int maxBytes) {

    /// An inline Map's width (Step Functions developer guide, "Map state").
    public static final int DEFAULT_ITEMS = 40;

    public static final int DEFAULT_BYTES = 200_000;

    /// The envelope and a reference must always fit.
    public static final int LEAST_BYTES = 4096;
}
