/// Starts, stops and schedules the application, and wires its parts together. The only package that depends
/// on all others; nothing depends on it. Start reading at [io.taskgate.GatewayProducers] and
/// [io.taskgate.StartupValidator].
@NullMarked
package io.taskgate;

import org.jspecify.annotations.NullMarked;
