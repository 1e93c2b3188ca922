/// Checks the logs of a run against the invariants. It knows nothing of how the gateway works. Start reading
/// at [io.taskgate.faults.check.InvariantChecker].
@NullMarked
package io.taskgate.faults.check;

import org.jspecify.annotations.NullMarked;
