/// The state machines of `deploy/asl`, run unmodified against the stand-ins.
@NullMarked
package io.taskgate.sample;

import org.jspecify.annotations.NullMarked;
