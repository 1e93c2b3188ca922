/// What a request meets before its resource: checks of its head, limits per caller, time limits. Runs on the event loop
/// of Vert.x; nothing here blocks.
@NullMarked
package io.taskgate.http.server;

import org.jspecify.annotations.NullMarked;
