/// Benchmarks of the routing of events from other services.
@NullMarked
package io.taskgate.bench.events;

import org.jspecify.annotations.NullMarked;
