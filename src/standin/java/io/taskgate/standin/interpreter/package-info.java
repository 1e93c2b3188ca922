/// The interpreter of state machines, which keeps no thread while an execution waits. Start reading at
/// [io.taskgate.standin.interpreter.Interpreter].
@NullMarked
package io.taskgate.standin.interpreter;

import org.jspecify.annotations.NullMarked;
