/// The packaged application as production runs it, in a process of its own that tests may kill.
@NullMarked
package io.taskgate.packaged;

import org.jspecify.annotations.NullMarked;
