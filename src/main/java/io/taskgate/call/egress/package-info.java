/// Checks the addresses that calls may connect to. It knows neither routes nor requests. Start reading at
/// [io.taskgate.call.egress.EgressGuard].
@NullMarked
package io.taskgate.call.egress;

import org.jspecify.annotations.NullMarked;
