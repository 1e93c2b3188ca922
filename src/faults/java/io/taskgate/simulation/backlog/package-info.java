/// Drains a backlog of a million answers with the production classes of the sweep, the report and the quota
/// on simulated threads, time and ports (docs/scale.md). Start reading at
/// [io.taskgate.simulation.backlog.BacklogSimulation].
@NullMarked
package io.taskgate.simulation.backlog;

import org.jspecify.annotations.NullMarked;
