/// Reads `taskgate.services` into routes and collects all problems. It is used at start-up and on reload
/// only. Start reading at [io.taskgate.route.config.RouteReader].
@NullMarked
package io.taskgate.route.config;

import org.jspecify.annotations.NullMarked;
