package io.taskgate.payload.jsonata;

/// What one evaluation of JSONata may hold and use, in bytes of the heap. A part of the heap, so that the
/// places of all
/// evaluations together stay within it ([EvaluationBulkhead]).
///
/// @param input     the weight of what its expressions read
/// @param made      the weight of all that they have made and still hold; also of any one text
/// @param allocated all that is allocated on its thread, garbage too
record EvaluationMemoryLimits(long input, long made, long allocated) {

    private static final long INPUT_SHARE = 16;
    private static final long MADE_SHARE = 20;
    private static final long MOST_INPUT = 64L << 20;

    /// Some of the library's work grows with the square of a list's length.
    private static final long MOST_MADE = 32L << 20;

    private static final long MOST_ALLOCATED = 1L << 30;

    /// @param bytes the largest size of the heap
    static EvaluationMemoryLimits ofHeap(long bytes) {
        return new EvaluationMemoryLimits(
                Math.min(bytes / INPUT_SHARE, MOST_INPUT),
                Math.min(bytes / MADE_SHARE, MOST_MADE),
                Math.min(bytes, MOST_ALLOCATED / 2) * 2);
    }

    /// Asked for anew: what belongs to the running machine must not be kept in a native image.
    static EvaluationMemoryLimits ofThisHeap() {
        return ofHeap(Runtime.getRuntime().maxMemory());
    }

    /// What any one value may weigh, with all that is in it counted as often as it is there.
    long value() {
        return input + made;
    }
}
