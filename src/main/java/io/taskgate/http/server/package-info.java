/// What a request meets before its resource: checks of its head, and time limits. Runs on the event loop of
/// Vert.x, and nothing in it blocks. Start reading at [io.taskgate.http.server.RequestValidator].
@NullMarked
package io.taskgate.http.server;

import org.jspecify.annotations.NullMarked;
