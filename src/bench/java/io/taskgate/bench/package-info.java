/// The callback benchmark: the packaged gateway beside a bare loop of the same SDK calls, both against a stub
/// of AWS that answers at once. Start reading at [io.taskgate.bench.CallbackBenchmark]; `docs/benchmarks.md`
/// explains the figures.
@NullMarked
package io.taskgate.bench;

import org.jspecify.annotations.NullMarked;
