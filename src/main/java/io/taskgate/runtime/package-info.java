/// Services of the process that several packages need: clock health, waiting, staleness, and fail points for
/// tests. It depends on no other package of taskgate. Start reading at [io.taskgate.runtime.Sleeper].
@NullMarked
package io.taskgate.runtime;

import org.jspecify.annotations.NullMarked;
