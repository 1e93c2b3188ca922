/// The estimate of a batch's size, its plan, and the admission control that may reject it. It starts nothing.
/// Start reading at [io.taskgate.batch.plan.BatchPlanner].
@NullMarked
package io.taskgate.batch.plan;

import org.jspecify.annotations.NullMarked;
