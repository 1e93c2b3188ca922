/// The packaged application as a process, and the servers that it connects to.
@NullMarked
package io.taskgate.testing.packaged;

import org.jspecify.annotations.NullMarked;
