/// The scenarios of a run, and the clients that run them. Start reading at
/// [io.taskgate.faults.scenario.Scenario].
@NullMarked
package io.taskgate.faults.scenario;

import org.jspecify.annotations.NullMarked;
