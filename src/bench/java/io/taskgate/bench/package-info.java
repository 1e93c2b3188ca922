/// The callback benchmark: the packaged gateway compared with a bare loop of the same SDK calls, both against
/// an AWS stub that answers immediately. Start reading at [io.taskgate.bench.CallbackBenchmark];
/// `docs/benchmarks.md` explains the figures.
@NullMarked
package io.taskgate.bench;

import org.jspecify.annotations.NullMarked;
