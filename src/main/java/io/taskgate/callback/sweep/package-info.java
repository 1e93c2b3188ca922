/// Processes due records: time-outs, retries of dispatch and report, and the takeover of records whose
/// process stopped. It has no rules of its own and calls the packages of the steps. Start reading at
/// [io.taskgate.callback.sweep.CallbackSweeper].
@NullMarked
package io.taskgate.callback.sweep;

import org.jspecify.annotations.NullMarked;
