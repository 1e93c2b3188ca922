/// How fast events of others find their route.
@NullMarked
package io.taskgate.bench.events;

import org.jspecify.annotations.NullMarked;
