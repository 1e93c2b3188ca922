/// The configured services, operations and targets, as immutable values. It reads no configuration, which is
/// the work of `route.config`, and sends nothing. Start reading at [io.taskgate.route.Route].
@NullMarked
package io.taskgate.route;

import org.jspecify.annotations.NullMarked;
