/// Faults of services by rule, and the log of applied calls. Start reading at
/// [io.taskgate.standin.fault.Faults].
@NullMarked
package io.taskgate.standin.fault;

import org.jspecify.annotations.NullMarked;
