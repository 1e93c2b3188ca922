/// Scatter and gather: a source of items is cut into batches, runners are started on them, and their results
/// gathered
/// into one answer. Start reading at [io.taskgate.batch.Scatter]; docs/batches.md has the whole of it.
@NullMarked
package io.taskgate.batch;

import org.jspecify.annotations.NullMarked;
