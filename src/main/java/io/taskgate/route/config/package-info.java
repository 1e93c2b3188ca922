/// Reads `taskgate.services` into routes and collects all problems on the way. It is used at start only.
/// Start reading at [io.taskgate.route.config.RouteReader].
@NullMarked
package io.taskgate.route.config;

import org.jspecify.annotations.NullMarked;
