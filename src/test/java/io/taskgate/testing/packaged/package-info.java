/// The packaged application as a process, and what it connects to.
@NullMarked
package io.taskgate.testing.packaged;

import org.jspecify.annotations.NullMarked;
