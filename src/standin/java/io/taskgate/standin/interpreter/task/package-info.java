/// The Task state. Start reading at [io.taskgate.standin.interpreter.task.TaskState].
@NullMarked
package io.taskgate.standin.interpreter.task;

import org.jspecify.annotations.NullMarked;
