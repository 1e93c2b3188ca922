/// The contents of executions, in memory or on disk.
@NullMarked
package io.taskgate.standin.stepfunctions.content;

import org.jspecify.annotations.NullMarked;
