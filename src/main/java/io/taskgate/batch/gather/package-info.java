/// Gathers the results of runners into one answer. It drives nothing. Start reading at
/// [io.taskgate.batch.gather.ResultGatherer].
@NullMarked
package io.taskgate.batch.gather;

import org.jspecify.annotations.NullMarked;
