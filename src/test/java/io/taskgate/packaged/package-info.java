/// The packaged application as in production, in a separate process that tests may kill.
@NullMarked
package io.taskgate.packaged;

import org.jspecify.annotations.NullMarked;
