/// Batches with fakes around them. Start reading at [io.taskgate.testing.batch.BatchFixture].
@NullMarked
package io.taskgate.testing.batch;

import org.jspecify.annotations.NullMarked;
