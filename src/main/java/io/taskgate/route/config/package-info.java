/// The settings of services: mapping interfaces, their converters and constraints, and the routes that are made of
/// them, at start-up and on reload. Start reading at [io.taskgate.route.config.RouteReader].
@NullMarked
package io.taskgate.route.config;

import org.jspecify.annotations.NullMarked;
