/// Starts the stand-ins as a process: from the command line, or from another program. No library is needed.
@NullMarked
package io.taskgate.standin.launcher;

import org.jspecify.annotations.NullMarked;
