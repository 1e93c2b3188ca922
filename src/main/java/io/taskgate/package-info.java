/// Puts the parts together: configuration, start, the clock's round. Start reading at [io.taskgate.Wiring].
@NullMarked
package io.taskgate;

import org.jspecify.annotations.NullMarked;
