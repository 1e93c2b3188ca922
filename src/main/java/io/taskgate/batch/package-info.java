/// Batches: a source of items is cut into item batches, runners are started on them, and their results are
/// gathered into one answer. It knows callbacks, but no routes and no HTTP. Start reading at
/// [io.taskgate.batch.BatchService]; docs/batches.md describes the whole.
@NullMarked
package io.taskgate.batch;

import org.jspecify.annotations.NullMarked;
