package io.taskgate.payload.jsonata;

/// The memory limits of one evaluation of JSONata, in bytes of heap. They are a fraction of the heap, so that
/// all concurrent evaluations together fit ([EvaluationBulkhead]).
///
/// @param input     the maximum size of the input
/// @param made      the maximum size of all created values that are still reachable, and of any single text
/// @param allocated the maximum total allocation of the thread, including garbage
record EvaluationMemoryLimits(long input, long made, long allocated) {

    private static final long INPUT_SHARE = 16;
    private static final long MADE_SHARE = 20;
    private static final long MAX_INPUT = 64L << 20;

    /// Some operations of the library grow with the square of the list length.
    private static final long MAX_MADE = 32L << 20;

    private static final long MAX_ALLOCATED = 1L << 30;

    /// @param bytes the maximum heap size
    static EvaluationMemoryLimits ofHeap(long bytes) {
        return new EvaluationMemoryLimits(
                Math.min(bytes / INPUT_SHARE, MAX_INPUT),
                Math.min(bytes / MADE_SHARE, MAX_MADE),
                Math.min(bytes, MAX_ALLOCATED / 2) * 2);
    }

    /// Computed on each call, because a native image must not keep values of the build machine.
    static EvaluationMemoryLimits ofThisHeap() {
        return ofHeap(Runtime.getRuntime().maxMemory());
    }

    /// Returns the maximum size of a single value; elements that occur several times count each time.
    long value() {
        return input + made;
    }
}
