/// The benchmark of shapes: ours beside what people use for the same, on the same bytes, in one table of
/// ratios. Start
/// reading at [io.taskgate.bench.shapes.ShapeBenchmark]; `docs/benchmarks.md` says what the figures mean.
@NullMarked
package io.taskgate.bench.shapes;

import org.jspecify.annotations.NullMarked;
