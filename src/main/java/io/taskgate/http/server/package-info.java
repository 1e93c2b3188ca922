/// Checks of request heads and time limits, before the resource. Runs on the event loop of Vert.x and does
/// not block. Start reading at [io.taskgate.http.server.RequestValidator].
@NullMarked
package io.taskgate.http.server;

import org.jspecify.annotations.NullMarked;
