/// The benchmark of shapes: compares taskgate with other JSON libraries on the same documents in one table of
/// ratios. Start reading at [io.taskgate.bench.shapes.ShapeBenchmark]; `docs/benchmarks.md` explains the
/// figures.
@NullMarked
package io.taskgate.bench.shapes;

import org.jspecify.annotations.NullMarked;
