/// Batches with fakes of all ports. Start reading at [io.taskgate.testing.batch.BatchFixture].
@NullMarked
package io.taskgate.testing.batch;

import org.jspecify.annotations.NullMarked;
