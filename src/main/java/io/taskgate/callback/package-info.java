/// The protocol: register, dispatch, heartbeat, settle, report, sweep. Start reading at
/// [io.taskgate.callback.Register].
@NullMarked
package io.taskgate.callback;

import org.jspecify.annotations.NullMarked;
