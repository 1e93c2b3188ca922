/// The addresses that calls may connect to. It knows addresses only, no routes and no requests. Start reading
/// at [io.taskgate.call.egress.EgressGuard].
@NullMarked
package io.taskgate.call.egress;

import org.jspecify.annotations.NullMarked;
