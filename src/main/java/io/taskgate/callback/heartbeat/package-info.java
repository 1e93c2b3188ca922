/// Step 3: signs of life of workers, absorbed in memory and relayed to Step Functions in time. It commits no
/// outcome. Start reading at [io.taskgate.callback.heartbeat.HeartbeatService].
@NullMarked
package io.taskgate.callback.heartbeat;

import org.jspecify.annotations.NullMarked;
