/// The operations that the console and other operators' tools are built on: the identity of the caller, the routes as
/// configured, statistics, the stream of changes and actions on many callbacks. Start reading at
/// [io.taskgate.http.console.RoutesResource].
@NullMarked
package io.taskgate.http.console;

import org.jspecify.annotations.NullMarked;
